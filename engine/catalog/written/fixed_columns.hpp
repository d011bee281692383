// fixed_columns.hpp
//
// Finds the columns that the `when` of a polymorphic reference gives one value:
// "c.subject_type = 'Order'". An index that begins with them serves the reference.
//
// Thread-safety: pure function.
#pragma once

#include "catalog/catalog.hpp"

#include <string_view>

namespace subset {

// Returns no columns where the condition is more than comparisons with literals, joined by AND.
[[nodiscard]] ColumnList find_fixed_columns(const Table& child, std::string_view when);

}  // namespace subset
