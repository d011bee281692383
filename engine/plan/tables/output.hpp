// output.hpp
//
// What each table's rows are made of when they leave the source: the output columns and the COPY
// format.
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace subset {

// What a target that has the table already takes of it.
struct TableFit {
    std::vector<std::string> left_out;  // columns
    std::vector<std::string> computed;  // by the source alone: copied as they stand
    bool text = false;                  // some type differs, so rows travel as text
};

// The columns of a reference that may be NULL where its parent row is not there (DESIGN.md, rule
// 4): nullable, and shared by no reference that stays.
[[nodiscard]] ColumnList make_nullable_columns(const Plan& plan, const Table& table,
                                               ReferenceId nulled);

// Fills in output and format of every table, NULLs for references into tables that stay empty among
// them, and null_outputs of every reference. Adds a fault where a cut reference has no column that
// can be NULL. `fits` is by TableId, or empty: everything fits. Done again with other fits, what
// was filled in is replaced.
void add_output(Plan& plan, const std::vector<TableFit>& fits = {});

}  // namespace subset
