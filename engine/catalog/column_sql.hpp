// column_sql.hpp
//
// These functions render SQL: of columns, of the values of references, and of the form in which the
// values of keys travel.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// Every query that reads a table's rows calls the row by this name.
inline constexpr const char* row_alias = "c";

// Renders c."name".
[[nodiscard]] std::string render_column(const Column& column);

// Renders ORDER BY, followed by what decides among equal rows: the primary key, or the row id where
// there is none. In a tree of tables both are needed.
[[nodiscard]] std::string render_order(const std::optional<Text>& order_by, const Catalog& catalog,
                                       const Relation& relation, const std::string& alias);

// Renders the text that the value's type prints. A cast to text may print something else (char(n),
// bool, inet).
[[nodiscard]] std::string render_text(const ValueType& type, const std::string& sql);

// Renders a value in the form that keys are made of: integers as int8, uuids as they are, and all
// else as the text that its type prints.
[[nodiscard]] std::string render_raw(const ValueType& type, const std::string& sql);

// Returns the type of the child's side of one pair of a reference, as the parent's column is
// compared with it: where the reference is by elements, this is the type of an element.
[[nodiscard]] const ValueType& child_type(const Catalog& catalog, const Reference& reference,
                                          std::size_t pair);
// Renders the child's side as it stands in the row c: where the reference is by elements, this is
// the array. An expression is only computed where `when` holds; a column is there in any case.
[[nodiscard]] std::string render_child_value(const Catalog& catalog, const Reference& reference,
                                             std::size_t pair);
// Renders what the parent's column is compared with: the child's value, or an element of it. For
// elements, render_join_elements() must stand in FROM, here and in the next.
[[nodiscard]] std::string render_reference_value(const Catalog& catalog, const Reference& reference,
                                                 std::size_t pair);
// Renders the same as a foreign key compares it: where collations differ and that matters, the
// parent's collation decides (manual, CREATE TABLE, REFERENCES).
[[nodiscard]] std::string render_compared_value(const Catalog& catalog, const Reference& reference,
                                                std::size_t pair);
// Adds that collation to a value of the child's, where it is needed.
[[nodiscard]] std::string render_with_collation(const Catalog& catalog, const Reference& reference,
                                                std::size_t pair, std::string value);
// Renders the condition under which the row c has the reference at all: `when` holds, none of the
// values is NULL nor without an element that is not, and where a single partition declares the
// reference, the row is in that partition.
[[nodiscard]] std::string render_presence(const Catalog& catalog, const Reference& reference);
// Lists what the reference is made of, pair by pair: a column's name, or an expression's SQL.
[[nodiscard]] std::vector<std::string> child_column_names(const Catalog& catalog,
                                                          const Reference& reference);

}  // namespace subset
