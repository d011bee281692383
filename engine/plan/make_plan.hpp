// make_plan.hpp
//
// Holds the config against the catalog.
#pragma once

#include "plan/plan.hpp"

namespace subset {

// Decides everything that the closure and the load go by. What is wrong with the config is in
// Plan::faults, its own faults first, so that SQL can be checked too before all are told; a plan
// with faults must not be walked.
//
// Throws: nothing of its own.
// Cost:   pure.
[[nodiscard]] Plan make_plan(const Config& config, const Catalog& catalog);

// Tables that rows may come into and whose rows have no ids to be told apart by: Error(refused)
// names them.
void check_row_ids(const RowPlan& plan);

// Sequences whose position the role may not read: it would be lost in the twin. Error(privilege)
// names them.
void check_sequences(const RowPlan& plan);

}  // namespace subset
