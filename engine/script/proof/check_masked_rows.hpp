// check_masked_rows.hpp
//
// The masked rows that will come, held against the constraints of their tables before anything is
// written: CHECKs, unique indexes (over expressions and generated columns too) and exclusion
// constraints. The target would refuse them only when all rows have been loaded.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"
#include "subset/observer.hpp"

#include <map>
#include <string>
#include <utility>

namespace subset {

// For a table and one of its constraints, the masks that it sees, with their places: for the
// message where the target refuses a row all the same.
using MasksOfConstraints = std::map<std::pair<TableId, std::string>, std::string>;

// Looks at all rows of the closure, as the twin will have them.
//
// Requires: the reader is in the run's snapshot, and nothing else uses it.
// Throws:   config, naming the constraint and the masks, and the masked values where the masks are
//           presets.
// Cost:     one round trip where a table with rows is masked, and for each constraint that sees a
//           masked column one that computes these columns' masks of all rows; of plain unique
//           columns only where their masks are SQL.
MasksOfConstraints check_masked_rows(const Plan& plan, TargetMode mode, const Closure& closure,
                                     pg::CopyChannel& reader, Observer& observer);

}  // namespace subset
