// fit_roots.hpp
//
// The largest twin that fits: of each root only the first rows come, the same part of each
// (DESIGN.md, rule 6). Their rows are walked in chunks; what a chunk brought is undone where it is
// too much, and a smaller one is tried. Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/walk.hpp"
#include "closure/walker.hpp"

#include <cstdint>
#include <vector>

namespace subset {

// Requires: RowPlan::space and Limits::fit are there.
// Throws:   as compute_closure(); limit, where the tables alone are over it, or one row of each
//           root.
// Cost:     a walk for each chunk, some twenty; the rows of the last ones are read twice.
[[nodiscard]] Walk walk_what_fits(const RowPlan& plan, const Limits& limits, RowSource& source,
                                  RowStore* store, Observer& observer,
                                  const Cancellation& cancellation);

// The same closure once more, for whoever listens to its edges: the fit is known.
[[nodiscard]] Walk walk_fitted(const RowPlan& plan, const Limits& limits, const FitOutcome& fit,
                               RowSource& source, EdgeSink* edges, Observer& observer,
                               const Cancellation& cancellation);

}  // namespace subset
