#include "script/add/staged_elements.hpp"

#include "script/proof/dangling_sql.hpp"
#include "script/take_out_elements.hpp"

#include <map>
#include <vector>

namespace subset {

std::string render_staged_take_out(const Plan& plan, const ClosureCounts& counts,
                                   std::span<const MergeTable> tables) {
    std::map<TableId, const MergeTable*> staged;
    for (const MergeTable& table : tables) {
        staged[TableId{static_cast<std::uint32_t>(table.number)}] = &table;
    }
    const Catalog& catalog = plan.catalog;
    std::string sql;
    for (const ReferencePlan& each : plan.references) {
        if (!takes_out_elements(plan, counts, each)) {
            continue;
        }
        const Reference& reference = catalog.reference(each.reference);
        std::vector<std::string> parents;
        if (has_parent_rows(catalog, reference)) {
            parents.push_back(render_from_item(catalog, reference.parent));
        }
        for (const TableId table : reference.parent.tables()) {
            if (const auto found = staged.find(table); found != staged.end()) {
                parents.push_back(name_staging(*found->second));
            }
        }
        for (const TableId table : reference.child.tables()) {
            const auto found = staged.find(table);
            if (found != staged.end() && !each.nullable_in(table).empty()) {
                sql += (sql.empty() ? "" : "; ") +
                       render_take_out(plan, catalog.reference_of(each.reference, table),
                                       name_staging(*found->second), parents);
            }
        }
    }
    return sql;
}

}  // namespace subset
