// null_columns.hpp
//
// Finds the columns that are NULL in every row of the twin, because of what the config says of the
// tables that they reference. What they hold in the source does not come.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/column_groups.hpp"
#include "plan/row_plan.hpp"

#include <map>
#include <string>

namespace subset {

// For each column there is a reason for people.
//
// Requires: everything of the plan but its masks, states and order.
[[nodiscard]] std::map<ColumnOf, std::string> find_null_columns(const RowPlan& plan);

// Groups the columns that hold the same values in the twin. A column that is NULL wherever it has a
// reference is in no group with what it references.
[[nodiscard]] ColumnGroups make_column_groups(const RowPlan& plan);

}  // namespace subset
