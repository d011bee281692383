#include "plan/tables/table_limits.hpp"

#include "catalog/explain_unknown.hpp"

#include <fmt/format.h>

namespace subset {

std::vector<Fault> find_unknown_limits(const Limits& limits, const Catalog& catalog) {
    std::vector<Fault> faults;
    for (const TableLimit& limit : limits.tables) {
        const Relation* const relation = catalog.relation_named(limit.table.name);
        if (relation == nullptr) {
            faults.push_back(explain_unknown("[limits] tables", limit.table, catalog));
        } else if (!relation->whole) {
            faults.push_back(
                {fmt::format("[limits] tables names {}, a partition", relation->name.text()),
                 fmt::format("Name its partitioned table, {}.",
                             catalog.table(relation->table).name.text()),
                 limit.table.place});
        }
    }
    return faults;
}

}  // namespace subset
