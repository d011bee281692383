// make_added_stamp.hpp
//
// What the stamp of a target says when rows have come beside those that it had.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "twin/stamp.hpp"
#include "twin/target_state.hpp"

namespace subset {

// `run` is the stamp that the run would write into a database of its own. What the target's own
// stamp says stays: its counts are raised when the rows have come.
//
// Throws: refused, where the target is a twin that is not complete, or whose stamp cannot be read,
//         or that would hold a column masked in some rows and raw in others.
[[nodiscard]] Stamp make_added_stamp(const Plan& plan, const Closure& closure,
                                     const TargetState& state, Stamp run);

}  // namespace subset
