#include "closure/rows_to_look_at.hpp"

#include <algorithm>
#include <utility>

namespace subset {

IdVector<TableId, RowsToLookAt> choose_rows_to_look_at(const RowPlan& plan,
                                                       const Closure& closure) {
    IdVector<TableId, RowsToLookAt> all(plan.tables.size());
    for (const TablePlan& table : plan.tables) {
        const TableId at = table.table;
        if (!table.masked()) {
            continue;
        }
        all[at].any = closure.tables[at].rows > 0;
        if (table.streamable) {
            continue;
        }
        std::vector<RowId> rows = closure.rows[at].sample(rows_in_mask_sample);
        const RowSet& dropped = closure.patches[at].dropped;
        std::erase_if(rows, [&](RowId row) { return dropped.contains(row); });
        std::sort(rows.begin(), rows.end());  // by leaf
        all[at].rows = std::move(rows);
    }
    return all;
}

}  // namespace subset
