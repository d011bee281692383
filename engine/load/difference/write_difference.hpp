// write_difference.hpp
//
// Brings the tables of a twin, whose schema stands, to their new rows by writing what differs,
// while others read the old ones. Private to load/.
//
// Thread-safety: one thread.
#pragma once

#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"
#include "script/target_script.hpp"
#include "subset/observer.hpp"

namespace subset {

// Requires: a transaction, which holds nothing yet.
// Throws:   NotByDifference, before or after something was written: the transaction is to be rolled
//           back; what the source says; lock; interrupted.
// Cost:     the rows of all tables that have some at either end, and again those of the tables that
//           are written; a few round trips for each.
void write_difference(const Plan& plan, const WriteDifference& work, const TargetStep& step,
                      pg::CopyChannel& target, RowLoader& rows, Observer& observer);

}  // namespace subset
