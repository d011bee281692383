#include "twin/source_end.hpp"

#include "catalog/scope.hpp"
#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"

#include <fmt/format.h>

namespace subset {

std::string render_source_end_query(const SourceConfig& config) {
    const std::string query =
        pg::with_variable(sql::source_end, "schemas", render_scope(config.schemas));
    return pg::with_variable(query, "user_schemas", sql::schemas);
}

SourceEnd read_source_end(pg::CopyChannel& source, const SourceConfig& config) {
    const pg::Rows rows = source.query(render_source_end_query(config));
    const pg::Row& first = rows.at(0);
    SourceEnd end{first.text(1),
                  first.text(0),
                  std::nullopt,
                  first.boolean(2),
                  parse_stamp(first.text(4)),
                  {}};
    for (const pg::Row& row : rows) {
        if (!row.is_null(5)) {
            end.schemas.push_back(row.text(5));
        }
    }
    if (first.boolean(3)) {  // EXECUTE on the function may have been revoked
        end.cluster =
            source.query("SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s")
                .at(0)
                .text(0);
    }
    return end;
}

void tell_source(const Catalog& catalog, Observer& observer) {
    if (const auto stamp = parse_stamp(catalog.comment)) {
        observer.note(
            fmt::format("the source is itself a twin: subset made it of the database \"{}\"{}",
                        stamp->origin.database,
                        stamp->origin.snapshot_time.empty()
                            ? ""
                            : ", as that was at " + stamp->origin.snapshot_time));
    }
}

}  // namespace subset
