// table_rules.hpp
//
// Decides which rows of each table come along: it holds [[table]] against the catalog.
#pragma once

#include "plan/plan.hpp"
#include "util/id_vector.hpp"

#include <string>
#include <vector>

namespace subset {

// Returns the rule of each table. The last entry that means a table and has `rows` counts. Tables
// in schemas left out are `none`. Tables in which migration tools keep their state are `all`, or
// `keep` in mode keep, unless an entry names them. A name that matches nothing is a fault; a glob
// that matches nothing is a warning, or a fault where it has masks.
[[nodiscard]] IdVector<TableId, RowsRule> make_table_rules(const Config& config,
                                                           const Catalog& catalog,
                                                           Findings& findings);

// Says "has rows = "none"" and the like of a table that takes no rows.
[[nodiscard]] std::string why_no_rows(const Table& table, RowsRule rows);

}  // namespace subset
