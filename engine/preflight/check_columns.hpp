// check_columns.hpp
//
// Tables of which the source's role may read some columns only. A column whose mask reads nothing,
// such as @null, needs no privilege.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

namespace subset {

// Requires: the reader is in the run's snapshot.
// Throws:   privilege, naming the columns that would be read and may not be.
// Cost:     one round trip.
void check_columns(const RowPlan& plan, pg::CopyChannel& reader);

}  // namespace subset
