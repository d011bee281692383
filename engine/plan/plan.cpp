#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {

namespace {

// Index lists of one table; empty where the table has none.
const Slots& find_list(const std::map<TableId, Slots>& lists, TableId table) {
    static const Slots none;
    const auto found = lists.find(table);
    return found == lists.end() ? none : found->second;
}

}  // namespace

const ColumnList& ReferencePlan::nullable_in(TableId child) const {
    return find_list(nullable, child);
}

bool ReferencePlan::can_be_null() const noexcept {
    return !nullable.empty() && std::none_of(nullable.begin(), nullable.end(),
                                             [](const auto& each) { return each.second.empty(); });
}

std::string name_of_computed(std::size_t index) { return fmt::format("\"mask: {}\"", index); }

const Slots& ReferenceOutput::nulled_in(TableId child) const { return find_list(nulled, child); }

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
