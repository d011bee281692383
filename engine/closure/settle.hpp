// settle.hpp
//
// What could only be decided when the walk is over: rows whose parent does not exist, cut
// references whose parent has not come. Private to closure/.
#pragma once

#include "closure/walk.hpp"

namespace subset {

// Counts what dangles and does with it what the plan says; then NULLs cut references. Nothing is
// refilled.
//
// Throws: not_whole, where a reference dangles that must not; what the source throws.
// Cost:   nothing where nothing dangles and nothing is cut; else a query or two for each reference
//         concerned, and for rows that are dropped one for each reference to them and round.
[[nodiscard]] Closure settle_closure(const RowPlan& plan, RowSource& source, Walk walk);

}  // namespace subset
