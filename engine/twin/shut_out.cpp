#include "twin/shut_out.hpp"

#include "pg/copy_channel.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"
#include "twin/beside.hpp"

#include <fmt/format.h>

#include <optional>

namespace subset {
namespace {

// postgres or template1, whichever lets the role in.
std::optional<pg::CopyChannel> connect_elsewhere(const pg::ConnectionString& target,
                                                 const pg::SessionContext& context) {
    for (const char* const name : {"postgres", "template1"}) {
        try {
            return pg::CopyChannel{target.with("dbname", name), context};
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) {
                throw;
            }
        }
    }
    return std::nullopt;
}

ShutOut end_shut_out_by(pg::CopyChannel& channel, const std::string& database, Observer& observer) {
    const std::string named = fmt::format(
        "SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = {} AND NOT d.datallowconn",
        pg::quote_literal(database));
    // The database that is built beside it says that a refresh is or was at work.
    const pg::Rows rows = channel.query(
        fmt::format("SELECT ({}) FROM pg_catalog.pg_database AS b WHERE b.datname = {} AND "
                    "pg_catalog.shobj_description(b.oid, 'pg_database') = {} AND EXISTS ({})",
                    sessions_sql(named, "pg_catalog.count(*)", "true"),
                    pg::quote_literal(beside_name(database)),
                    pg::quote_literal(render_beside_mark(database)), named));
    if (rows.empty()) {
        return ShutOut::none;
    }
    if (rows.front().number(0) != 0) {
        return ShutOut::running;
    }
    channel.execute(render_let_in(database, true));
    observer.warning(
        {fmt::format("an earlier refresh was cut off while nobody could connect to the "
                     "database \"{}\"; they can again",
                     database),
         {}});
    return ShutOut::ended;
}

}  // namespace

std::string render_let_in(const std::string& database, bool others) {
    return fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS {}", pg::quote_identifier(database),
                       others ? "true" : "false");
}

ShutOut end_shut_out(const pg::ConnectionString& target, const pg::SessionContext& context) {
    const std::string database = target.value("dbname");
    std::optional<pg::CopyChannel> channel =
        database.empty() ? std::nullopt : connect_elsewhere(target, context);
    if (!channel) {
        return ShutOut::none;
    }
    try {
        return end_shut_out_by(*channel, database, *context.observer);
    } catch (const pg::StatementError& error) {
        context.observer->detail(
            fmt::format("whether a refresh has shut others out: {}", error.what()));
        return ShutOut::none;
    }
}

}  // namespace subset
