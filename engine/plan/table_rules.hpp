// table_rules.hpp
//
// Which rows of each table come along: [[table]] held against the catalog. Stage plan; private to
// it.
#pragma once

#include "subset/plan.hpp"

#include <vector>

namespace subset {

// By TableId. The last rule that matches a table and has `rows` counts. Tables in schemas left out
// are `none`. Adds a warning for a name that matches nothing, a fault for a partition's name.
[[nodiscard]] std::vector<RowsRule> make_table_rules(const Config& config, const Catalog& catalog,
                                                     std::vector<Fault>& faults,
                                                     std::vector<Fault>& warnings);

// "has rows = "none"" and the like, of a table that takes no rows.
[[nodiscard]] std::string why_no_rows(const Table& table);

}  // namespace subset
