#include "plan/mask_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

// The columns that one mask_when is about.
struct ConditionalMasks {
    std::string condition;
    std::vector<std::string> columns;
};

std::string on_one_line(std::string sql) {
    std::replace(sql.begin(), sql.end(), '\n', ' ');
    return sql;
}

}  // namespace

std::vector<std::string> make_mask_notes(const RowPlan& plan,
                                         const std::vector<UnmaskedColumn>& lifted) {
    std::map<std::pair<std::string, std::string>, ConditionalMasks> conditional;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t place = 0; each.reachable && place < each.masks.size(); ++place) {
            const auto& mask = each.masks[place];
            if (mask && mask->when) {
                ConditionalMasks& masks =
                    conditional[{table.name.text(), mask->when->place.text()}];
                masks.condition = mask->when->value;
                masks.columns.push_back(table.columns[place].name);
            }
        }
    }
    std::vector<std::string> notes;
    for (const auto& [where, masks] : conditional) {
        notes.push_back(fmt::format(
            "{}: {} stay{} as {} in rows for which mask_when is false: {} "
            "({})",
            where.first, fmt::join(masks.columns, ", "), masks.columns.size() == 1 ? "s" : "",
            masks.columns.size() == 1 ? "it is" : "they are", on_one_line(masks.condition),
            where.second));
    }
    for (const UnmaskedColumn& each : lifted) {
        const Table& table = plan.catalog.table(each.column.table);
        notes.push_back(fmt::format("{}.{} stays as it is: {} excepts it from the mask {}",
                                    table.name.text(), table.columns[each.column.column].name,
                                    each.place.text(), on_one_line(each.mask)));
    }
    return notes;
}

}  // namespace subset
