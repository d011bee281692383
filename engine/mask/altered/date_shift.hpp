// date_shift.hpp
//
// Decides what it depends on by how much @date moves a value: on the table, the row and the column,
// but on one column for all that a rule of the schema looks at together, so that such rules hold;
// on the value in keys, so that distinct values stay distinct; on the subject where `by` names one.
//
// Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/preset.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// Sets what @date needs to know of the column.
void set_date_shift(const Catalog& catalog, const std::vector<ColumnOf>& members, ColumnOf column,
                    Masked& masked);

// Returns the column of the table that `by` names alone, as in "c.user_id".
[[nodiscard]] std::optional<ColumnOf> column_of_by(const Catalog& catalog, TableId table,
                                                   const std::string& by);

// Renders the text by which all dates of one subject move alike: of the column that `by` references
// in the end, and of the value, so that it is the same in every table. Where `by` is NULL, all
// dates of the row move alike.
[[nodiscard]] std::string render_subject(const Catalog& catalog, const ColumnGroups& groups,
                                         TableId table, const std::string& by);

// Says what is not as usual about how the column's dates move. Empty where nothing is.
[[nodiscard]] std::string tell_date_shift(const Masked& masked);

}  // namespace subset
