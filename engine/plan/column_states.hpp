// column_states.hpp
//
// What is done about each column that may hold personal data, and what is said where nothing is.
// Stage plan.
#pragma once

#include "plan/column_groups.hpp"
#include "subset/plan.hpp"

#include <string>
#include <vector>

namespace subset {

// A column that nothing was said of.
struct UnclassifiedColumn {
    TableId table{};
    std::uint16_t column = 0;
    std::string looks_like;  // the mask that its name asks for, "@email", or empty
};

// Fills in the states of every table. Columns that reference a kept one are kept, too. Adds a
// warning or a fault for those that are left, by [mask] unclassified, and a warning for an entry of
// `keep` that matches nothing. Requires: masks and what is reachable are known.
void add_column_states(Plan& plan, const ColumnGroups& groups);

// Those that look personal by their names first.
[[nodiscard]] std::vector<UnclassifiedColumn> find_unclassified(const Plan& plan);

}  // namespace subset
