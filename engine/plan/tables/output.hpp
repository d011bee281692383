// output.hpp
//
// What each table's rows are made of when they leave the source: the output columns and the COPY
// format.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/output_plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace subset {

// What a target that has the table already takes of it.
struct TableFit {
    std::vector<std::string> left_out = {};  // columns
    std::vector<std::string> computed = {};  // by the source alone: copied as they stand
    bool text = false;                       // some type differs, so rows travel as text
    bool in_twin = true;                     // the target has the table at all
};

// What a target takes of the plan; all of it where nothing else is said.
struct TargetFit {
    std::vector<TableFit> tables = {};  // by TableId; empty: everything fits
    // these are not proven, as the target lacks what they are made of
    std::set<ReferenceId> lacking = {};

    [[nodiscard]] const TableFit& of(TableId table) const;
    [[nodiscard]] bool lacks(ReferenceId reference) const { return lacking.contains(reference); }
};

// The columns of a reference that may be NULL where its parent row is not there (DESIGN.md, rule
// 4): nullable, and shared by no reference that stays.
[[nodiscard]] ColumnList make_nullable_columns(const RowPlan& plan, const Table& table,
                                               ReferenceId nulled);

// Cut references that have no column that can be NULL.
[[nodiscard]] std::vector<Fault> find_cuts_without_column(const RowPlan& plan);

// `to_file`: rows travel as text, as a script has them. NULLs for references into tables that stay
// empty are part of the output.
[[nodiscard]] OutputPlan make_output(const RowPlan& plan, bool to_file, const TargetFit& fit = {});

}  // namespace subset
