// column_sql.hpp
//
// SQL of columns, of references' values, and of the form in which values of keys travel.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// The name by which every query that reads a table's rows calls the row.
inline constexpr const char* row_alias = "c";

// c."name".
[[nodiscard]] std::string render_column(const Column& column);

// ORDER BY with what decides among equals: the primary key, without one the row id; of a tree of
// tables both.
[[nodiscard]] std::string render_order(const std::optional<Text>& order_by, const Catalog& catalog,
                                       const Relation& relation, const std::string& alias);

// The text that the value's type prints. A cast to text may print something else (char(n), bool,
// inet).
[[nodiscard]] std::string render_text(const ValueType& type, const std::string& sql);

// A value in the form that keys are made of: integers as int8, uuids, all else as the text that its
// type prints.
[[nodiscard]] std::string render_raw(const ValueType& type, const std::string& sql);

// The child's side of one pair of a reference: its type, and its SQL over the row c. An expression
// is only computed where `when` holds; a column is there in any case.
[[nodiscard]] const ValueType& child_type(const Catalog& catalog, const Reference& reference,
                                          std::size_t pair);
[[nodiscard]] std::string render_child_value(const Catalog& catalog, const Reference& reference,
                                             std::size_t pair);
// The same as a foreign key compares it: where collations differ and that matters, the parent's
// decides (manual, CREATE TABLE, REFERENCES).
[[nodiscard]] std::string render_compared_value(const Catalog& catalog, const Reference& reference,
                                                std::size_t pair);
// When the row c has the reference at all: `when` holds, none of its values is NULL, and where a
// single partition declares it, the row is in there.
[[nodiscard]] std::string render_presence(const Catalog& catalog, const Reference& reference);
// What a reference is made of, pair by pair: a column's name, or an expression's SQL.
[[nodiscard]] std::vector<std::string> child_column_names(const Catalog& catalog,
                                                          const Reference& reference);

}  // namespace subset
