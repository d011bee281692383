// emptied_array.hpp
//
// What is left of arrays whose elements refer to rows that the twin does not have.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <string>
#include <vector>

namespace subset {

struct RowPlan;

// Renders the column of the row c without the elements that are not NULL. An array of several
// dimensions keeps its shape: each element has its place there, and is NULL.
[[nodiscard]] std::string render_emptied_array(const Column& column, const ValueType& element);
// Renders the array `value` without the elements in these places, an array of numbers that begin
// at 1. In an array of several dimensions they are NULL.
[[nodiscard]] std::string render_array_without(const std::string& value, const ValueType& element,
                                               const std::string& places);

// Says of which arrays elements may be taken out.
[[nodiscard]] std::vector<std::string> make_notes_of_elements(const RowPlan& plan);

}  // namespace subset
