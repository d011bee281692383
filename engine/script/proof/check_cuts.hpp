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

#include <optional>
#include <set>
#include <string>

namespace subset {

// Returns the columns of the table that a rule about the reference makes NULL in the twin, in every
// row or in some; nothing where no rule does.
[[nodiscard]] std::optional<std::set<std::string>> find_nulled_columns(const Plan& plan,
                                                                       const ClosureRows& closure,
                                                                       TableId table,
                                                                       ReferenceId reference);

// Looks at those rows of the closure alone that lose such a value, with their masks.
//
// Requires: the reader is in the run's snapshot, and nothing else uses it.
// Throws:   not_whole, naming the rule and the CHECK.
// Cost:     nothing where no such column is in a CHECK; else one round trip for each table, and one
//           for each 50,000 of its rows or less.
void check_cuts(const Plan& plan, TargetMode mode, const Closure& closure, pg::CopyChannel& reader);

}  // namespace subset
