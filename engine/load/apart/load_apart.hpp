// load_apart.hpp
//
// The executors that commit piece by piece: into a database beside the target that then takes its
// place (atomic = "database"), and into the target itself (atomic = "none").
//
// Thread-safety: one thread calls; see side_by_side.hpp.
#pragma once

#include "load/load.hpp"
#include "load/row_loader.hpp"
#include "load/transaction.hpp"
#include "twin/open_target.hpp"
#include "twin/stamp.hpp"

namespace subset {

// The target changes at once, or not at all: what was built is dropped where anything fails, and by
// the next run where the process dies.
//
// Requires: script.beside.
// Throws:   as run_side_by_side() and swap_databases(); privilege, server.
// Cost:     theirs; a connection to a third database, a round trip for each thing that the target
//           database itself has, and three before the swap.
[[nodiscard]] LoadResult load_beside(const TargetScript& script, const LoadSource& source,
                                     OpenTarget& target, const Stamp& stamp, Observer& observer);

// The target is stamped incomplete first, and whole last. How it was left is for the caller to say.
//
// Throws: as run_side_by_side(); in_doubt, where the answer to the last stamp did not come.
// Cost:   that, and two round trips.
[[nodiscard]] LoadResult load_in_pieces(const TargetScript& script, const LoadSource& source,
                                        OpenTarget& target, const LoadEnds& ends,
                                        const Stamp& stamp, Observer& observer);

}  // namespace subset
