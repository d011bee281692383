// check_plan.hpp
//
// These functions find what a plan cannot be carried out for, although every entry of the config is
// right.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"

#include <vector>

namespace subset {

// References by a period that would have to be followed, and tables some of whose rows are on
// another server: a fault for each.
[[nodiscard]] std::vector<Fault> find_unfollowable(const RowPlan& plan);

// Throws Error(refused) with the names of the tables that rows may come into and whose rows have no
// ids to be told apart by.
void check_row_ids(const RowPlan& plan);

// Throws Error(privilege) with the names of the sequences whose position the role may not read, as
// it would be lost in the twin.
void check_sequences(const RowPlan& plan);

}  // namespace subset
