// raw_value.hpp
//
// The form in which values of keys travel. Stage plan.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "subset/plan.hpp"

namespace subset {

// The name by which every query that reads a table's rows calls the row.
inline constexpr const char* row_alias = "c";

// c."name".
[[nodiscard]] std::string render_column(const Column& column);

// A value in the form that keys are made of: integers as int8, uuids, all else as the text that its type prints.
[[nodiscard]] std::string render_raw(const ValueType& type, const std::string& sql);

// The child's side of one pair of a reference: its type, and its SQL over the row c, without `when`.
[[nodiscard]] const ValueType& child_type(const Catalog& catalog, const Reference& reference, std::size_t pair);
[[nodiscard]] std::string render_child_value(const Catalog& catalog, const Reference& reference, std::size_t pair);

}  // namespace subset
