// output.hpp
//
// What each table's rows are made of when they leave the source: the output columns and the COPY
// format. Stage plan; private to it.
#pragma once

#include "subset/plan.hpp"

namespace subset {

// Fills in output and format of every table, NULLs for references into tables that stay empty among
// them, and null_outputs of every reference. Adds a fault where a cut reference has no column that
// can be NULL.
void add_output(Plan& plan);

}  // namespace subset
