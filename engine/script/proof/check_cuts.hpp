// check_cuts.hpp
//
// What the config makes NULL, held against the CHECKs of its table before anything is written: a
// CHECK that needs a value would refuse the row in the target.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

namespace subset {

// Looks at those rows of the closure alone that lose such a value, with their masks.
//
// Requires: the reader is in the run's snapshot, and nothing else uses it.
// Throws:   not_whole, naming the rule and the CHECK.
// Cost:     nothing where no such column is in a CHECK; else one round trip for each table, and one
//           for each 50,000 of its rows or less.
void check_cuts(const Plan& plan, TargetMode mode, const Closure& closure, pg::CopyChannel& reader);

}  // namespace subset
