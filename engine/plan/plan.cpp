#include "plan/plan.hpp"

#include <algorithm>

namespace subset {

const Slots& ReferencePlan::null_outputs_of(TableId child) const {
    static const Slots none;
    const auto found = null_outputs.find(child);
    return found == null_outputs.end() ? none : found->second;
}

bool ReferencePlan::can_be_null() const noexcept {
    return !null_outputs.empty() &&
           std::none_of(null_outputs.begin(), null_outputs.end(),
                        [](const auto& each) { return each.second.empty(); });
}

bool TablePlan::masked() const noexcept { return has_mask(masks); }

bool has_masks(const Plan& plan) {
    return std::any_of(plan.tables.begin(), plan.tables.end(),
                       [](const TablePlan& table) { return table.masked(); });
}

bool needs_mask_key(const Plan& plan) {
    return std::any_of(plan.tables.begin(), plan.tables.end(), [](const TablePlan& table) {
        return std::any_of(table.masks.begin(), table.masks.end(),
                           [](const auto& mask) { return mask && mask->keyed; });
    });
}

bool Plan::reaches(const Relation& relation) const {
    const std::vector<TableId> members = relation.tables();
    return std::any_of(members.begin(), members.end(),
                       [&](TableId id) { return table(id).reachable; });
}

bool Plan::streams(const Relation& relation) const {
    const std::vector<TableId> members = relation.tables();
    return std::all_of(members.begin(), members.end(),
                       [&](TableId id) { return table(id).streamable; });
}

}  // namespace subset
