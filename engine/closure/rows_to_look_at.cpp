#include "closure/rows_to_look_at.hpp"

#include <algorithm>

namespace subset {

std::vector<RowsToLookAt> choose_rows_to_look_at(const Closure& closure) {
    std::vector<RowsToLookAt> all;
    for (std::size_t table = 0; table < closure.tables.size(); ++table) {
        RowsToLookAt& each = all.emplace_back();
        each.any = closure.tables[table].rows > 0;
        each.rows = closure.rows[table].sample(rows_in_mask_sample);
        const RowSet& dropped = closure.patches[table].dropped;
        std::erase_if(each.rows, [&](RowId row) { return dropped.contains(row); });
        std::sort(each.rows.begin(), each.rows.end());  // by leaf
    }
    return all;
}

}  // namespace subset
