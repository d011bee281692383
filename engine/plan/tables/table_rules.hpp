// table_rules.hpp
//
// Which rows of each table come along: [[table]] held against the catalog.
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace subset {

// By TableId. The last rule that means a table and has `rows` counts. Tables in schemas left out
// are `none`; those in which migration tools keep their state are `all`, or `keep` in mode keep,
// unless an entry names them. A name that matches nothing is a fault, a glob a warning, with masks
// a fault too.
[[nodiscard]] std::vector<RowsRule> make_table_rules(const Config& config, const Catalog& catalog,
                                                     Findings& findings);

// "has rows = "none"" and the like, of a table that takes no rows.
[[nodiscard]] std::string why_no_rows(const Table& table, RowsRule rows);

}  // namespace subset
