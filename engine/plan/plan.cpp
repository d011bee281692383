#include "plan/plan.hpp"

#include <algorithm>

namespace subset {

const Slots& ReferenceOutput::nulled_in(TableId child) const {
    static const Slots none;
    const auto found = nulled.find(child);
    return found == nulled.end() ? none : found->second;
}

bool TablePlan::masked() const noexcept { return has_mask(masks); }

bool has_masks(const RowPlan& plan) {
    return std::any_of(plan.tables.begin(), plan.tables.end(),
                       [](const TablePlan& table) { return table.masked(); });
}

bool needs_mask_key(const RowPlan& plan) {
    return std::any_of(plan.tables.begin(), plan.tables.end(), [](const TablePlan& table) {
        return std::any_of(table.masks.begin(), table.masks.end(),
                           [](const auto& mask) { return mask && mask->keyed; });
    });
}

bool RowPlan::reaches(const Relation& relation) const {
    const std::vector<TableId> members = relation.tables();
    return std::any_of(members.begin(), members.end(),
                       [&](TableId id) { return table(id).reachable; });
}

bool RowPlan::streams(const Relation& relation) const {
    const std::vector<TableId> members = relation.tables();
    return std::all_of(members.begin(), members.end(),
                       [&](TableId id) { return table(id).streamable; });
}

}  // namespace subset
