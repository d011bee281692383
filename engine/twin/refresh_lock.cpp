#include "twin/refresh_lock.hpp"

#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// The key is "subset" as bytes, and "r1". So there is one lock for each database, whatever the
// version of the program.
constexpr std::int64_t lock_key = 0x7375'6273'6574'7231;

std::string read_holder(pg::CopyChannel& target) {
    const pg::Rows rows = target.query(fmt::format(
        "SELECT l.pid, a.usename, pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') "
        "FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {} AND l.objid = {} AND "
        "l.objsubid = 1 "
        "AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d "
        "WHERE d.datname = pg_catalog.current_database())",
        lock_key >> 32, lock_key & 0xffffffff));
    if (rows.empty()) {
        return "it is just ending";
    }
    const pg::Row& row = rows.front();
    // Only a little of another role's session is shown (POSTGRES.md 54).
    return fmt::format("process {}{}{}", row.text(0),
                       row.is_null(1) ? "" : " of role " + row.text(1),
                       row.is_null(2) ? "" : ", connected since " + row.text(2));
}

}  // namespace

std::string try_refresh_lock_query() {
    return fmt::format("SELECT pg_catalog.pg_try_advisory_lock({})", lock_key);
}

bool take_refresh_lock(pg::CopyChannel& target, Observer& observer,
                       const std::function<void()>& on_waiting) {
    if (target.query(try_refresh_lock_query()).at(0).boolean(0)) {
        return false;
    }
    if (on_waiting) {
        on_waiting();
    }
    observer.warning(
        {fmt::format("another refresh of this target is running: {}", read_holder(target)),
         "Waiting until it is done; Ctrl-C gives up."});
    const pg::Rows timeouts = target.query(
        "SELECT pg_catalog.current_setting('lock_timeout'), "
        "pg_catalog.current_setting('statement_timeout')");
    target.execute("SET lock_timeout = 0; SET statement_timeout = 0");
    target.execute(fmt::format("SELECT pg_catalog.pg_advisory_lock({})", lock_key));
    target.execute("SET lock_timeout = " + pg::quote_literal(timeouts.at(0).text(0)) +
                   "; SET statement_timeout = " + pg::quote_literal(timeouts.at(0).text(1)));
    return true;
}

std::vector<std::string> read_lock_holders(pg::CopyChannel& target,
                                           const std::vector<std::string>& schemas) {
    const pg::Rows rows = target.query(fmt::format(
        "SELECT l.pid, a.usename, a.application_name, pg_catalog.to_char(a.xact_start, "
        "'HH24:MI:SS'), "
        "pg_catalog.string_agg(DISTINCT l.mode || ' on ' || n.nspname || '.' || c.relname, ', ') "
        "FROM pg_catalog.pg_locks AS l "
        "JOIN pg_catalog.pg_class AS c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', "
        "'f', 'S') "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY ({}) "
        "LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid "
        "WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid() "
        "AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d "
        "WHERE d.datname = pg_catalog.current_database()) "
        "GROUP BY l.pid, a.usename, a.application_name, a.xact_start ORDER BY a.xact_start, l.pid "
        "LIMIT 5",
        pg::render_text_array(schemas)));
    std::vector<std::string> holders;
    for (const pg::Row& row : rows) {
        std::string who = "process " + row.text(0);
        const std::string role = row.cell(1).value_or("");
        const std::string program = row.cell(2).value_or("");
        const std::string since = row.cell(3).value_or("");
        const std::string details =
            fmt::format("{}{}{}{}{}", role, role.empty() || program.empty() ? "" : ", ", program,
                        since.empty() ? "" : ", in a transaction since ", since);
        holders.push_back(fmt::format("{}{} holds {}", who,
                                      details.empty() ? "" : " (" + details + ")", row.text(4)));
    }
    return holders;
}

}  // namespace subset
