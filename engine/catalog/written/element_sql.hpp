// element_sql.hpp
//
// These functions render SQL for references by elements: each element of an array of the row c
// refers to a parent row of its own, and an element that is NULL refers to none.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <cstdint>
#include <string>

namespace subset {

// One element where the elements are joined to the row c. The user's SQL cannot mean it by mistake.
inline constexpr const char* element_value = "\"c: elements\".\"c: element\"";

// The number of its place in the array, beginning at 1, where the join numbers the elements.
inline constexpr const char* place_of_element = "\"c: elements\".\"c: place\"";

// ElementRows says how often an element is there that an array has several times.
enum class ElementRows : std::uint8_t { all, numbered, distinct };

// Renders the join that stands behind the row c in FROM and gives a row for each of its elements.
// It is empty where the reference is not by elements.
[[nodiscard]] std::string render_join_elements(const Catalog& catalog, const Reference& reference,
                                               ElementRows rows);
// Renders the row's elements but for NULLs, as one array of values in the form of keys.
// Requires: the reference is by elements, in this and in those that follow.
[[nodiscard]] std::string render_raw_elements(const Catalog& catalog, const Reference& reference);
// Renders the condition that some element is not NULL.
[[nodiscard]] std::string render_has_elements(const Catalog& catalog, const Reference& reference);
// Renders the array in such a form that the operator && compares it with an array of that type. An
// index on the column can serve where the elements have that type themselves.
[[nodiscard]] std::string render_comparable_array(const Catalog& catalog,
                                                  const Reference& reference,
                                                  const std::string& element_type);

}  // namespace subset
