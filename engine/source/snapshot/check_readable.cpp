#include "source/snapshot/check_readable.hpp"

#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

namespace subset {
namespace {

std::string render_names(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t index = 0; index < std::min(names.size(), most); ++index) {
        text += (index == 0 ? "" : ", ") + names[index];
    }
    return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

// SELECT on some columns lets a role read them, but not lock the table, as pg_dump does.
void check_locks_of_columns(pg::Session& leader, const std::string& end,
                            const std::vector<std::string>& names) {
    const pg::Rows rows = leader.query(fmt::format(
        "SELECT n.nspname, c.relname, current_user, "
        "pg_catalog.current_setting('server_version_num') FROM pg_catalog.pg_class AS c JOIN "
        "pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname || '.' || "
        "c.relname = ANY ({}) AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND "
        "pg_catalog.has_any_column_privilege(c.oid, 'SELECT') ORDER BY 1, 2",
        pg::render_text_array(names)));
    if (rows.size() != names.size()) {
        return;  // of others even that is missing
    }
    const QualifiedName table{rows.front().text(0), rows.front().text(1)};
    const auto version = rows.front().number(3);
    const char* const privilege = version >= 170000   ? "MAINTAIN"
                                  : version >= 160000 ? "TRUNCATE"
                                                      : "SELECT";
    throw Error{
        ErrorKind::privilege,
        fmt::format(
            "the {}'s role may read some columns of {} only, and not lock {}, which pg_dump "
            "does before it writes the schema: {}",
            end, names.size() == 1 ? "one table" : fmt::format("{} tables", names.size()),
            names.size() == 1 ? "it" : "them", render_names(names)),
        fmt::format("One privilege would be enough: GRANT {} ON {} TO {}; {}Or go on without the "
                    "table, which the twin will not have then: [[table]] name = \"{}\", rows = "
                    "\"absent\".",
                    privilege, pg::quote_name(table), pg::quote_identifier(rows.front().text(2)),
                    version >= 160000 ? "It lets the table be locked and none of its rows be read. "
                                      : "Before PostgreSQL 16 no other one lets a table be locked "
                                        "so. ",
                    table.text())};
}

}  // namespace

void check_readable(const std::vector<ScopedTable>& tables, const std::string& end,
                    pg::Session& leader) {
    std::vector<std::string> names;
    std::set<std::string> schemas;
    QualifiedName first;
    for (const ScopedTable& each : tables) {
        if (!each.readable) {
            first = names.empty() ? each.table : first;
            names.push_back(each.name.text());
            schemas.insert(pg::quote_identifier(each.name.schema));
        }
    }
    if (!names.empty()) {
        check_locks_of_columns(leader, end, names);
        const std::string need =
            end == "source"
                ? fmt::format(
                      "pg_dump needs it on every table of the schemas in [source] "
                      "schemas, also on those with rows = \"none\". Or go on without "
                      "{0}, which the twin will not have then: [[table]] name = \"{1}\", "
                      "rows = \"absent\".",
                      names.size() == 1 ? "the table" : "such tables", first.text())
                : "what cannot be read is not proven.";
        const std::string role =
            pg::quote_identifier(leader.query("SELECT current_user").at(0).text(0));
        throw Error{ErrorKind::privilege,
                    fmt::format("the {}'s role may not read {} of the tables: {}", end,
                                names.size(), render_names(names)),
                    fmt::format("GRANT USAGE ON SCHEMA {0} TO {1}; GRANT SELECT ON ALL TABLES IN "
                                "SCHEMA {0} TO {1}; {2}",
                                fmt::join(schemas, ", "), role, need)};
    }
}

}  // namespace subset
