// output.hpp
//
// What each table's rows are made of when they leave the source: the output columns and the COPY
// format. Stage plan; private to it.
#pragma once

#include "subset/plan.hpp"

namespace subset {

// The name by which every query that reads a table's rows calls the row.
inline constexpr const char* row_alias = "c";

// Fills in output and format of every table, NULLs for cut references among them. Adds a fault
// where a cut reference has no column that can be NULL.
void add_output(Plan& plan);

}  // namespace subset
