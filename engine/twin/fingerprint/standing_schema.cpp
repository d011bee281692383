#include "twin/fingerprint/standing_schema.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"

#include <map>

namespace subset {

std::vector<std::string> read_row_obstacles(pg::CopyChannel& target,
                                            const std::vector<std::string>& schemas) {
    std::vector<std::string> lines;
    for (const pg::Row& row : target.query(
             pg::with_variable(sql::row_obstacles, "schemas", pg::render_text_array(schemas)))) {
        lines.push_back(row.text(0));
    }
    return lines;
}

std::vector<StandingView> read_standing_views(pg::CopyChannel& target,
                                              const std::vector<std::string>& schemas) {
    std::map<QualifiedName, StandingView> views;
    for (const pg::Row& row : target.query(
             pg::with_variable(sql::view_reads, "schemas", pg::render_text_array(schemas)))) {
        const QualifiedName name{row.text(0), row.text(1)};
        StandingView& view = views[name];
        view.name = name;
        view.keyed = row.boolean(2);
        if (row.is_null(3)) {
            view.reads_any = true;
        } else {
            view.reads.push_back(row.oid(3));
        }
    }
    std::vector<StandingView> list;
    for (auto& [name, view] : views) {
        list.push_back(std::move(view));
    }
    return list;
}

}  // namespace subset
