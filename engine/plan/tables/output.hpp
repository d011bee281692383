// output.hpp
//
// Decides what each table's rows are made of when they leave the source: the output columns and the
// COPY format.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/output_plan.hpp"
#include "util/id_vector.hpp"

#include <set>
#include <string>
#include <vector>

namespace subset {

// TableFit says how much of a table a target takes that has the table already.
struct TableFit {
    std::vector<std::string> left_out = {};  // columns
    std::vector<std::string> computed = {};  // only in the source; copied as they stand
    bool text = false;                       // some type differs, so rows travel as text
    bool in_twin = true;                     // the target has the table at all
};

// TargetFit says what a target takes of the plan. It takes all of it where nothing else is said.
struct TargetFit {
    IdVector<TableId, TableFit> tables = {};  // empty: everything fits
    // These references are not proven, as the target lacks what they are made of.
    std::set<ReferenceId> lacking = {};

    [[nodiscard]] const TableFit& of(TableId table) const;
    [[nodiscard]] bool lacks(ReferenceId reference) const { return lacking.contains(reference); }
};

// Finds the cut references that have no column that can be NULL.
[[nodiscard]] std::vector<Fault> find_cuts_without_column(const RowPlan& plan);

// `to_file`: rows travel as text, the form that a script needs. The output holds NULL already where
// a reference points into a table that stays empty.
[[nodiscard]] OutputPlan make_output(const RowPlan& plan, bool to_file, const TargetFit& fit = {});

}  // namespace subset
