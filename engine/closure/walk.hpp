// walk.hpp
//
// The walk itself: from the roots along the references, until nothing new is wanted. What must wait
// for its end (cut references, rows that dangle) is left to settle.hpp. Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// Child rows of a cut reference, which is NULLed where the key's row is not there in the end.
struct CutCandidates {
    explicit CutCandidates(KeyForm form) : keys{form} {}
    std::vector<RowId> rows;
    KeyList keys;  // one for each of `rows`
};

// What is known when the walk is over.
struct Walk {
    Closure closure;
    // known keys are those of rows in the closure
    IdVector<ParentKeyId, KeySet> seen;
    // wanted, and no row came that has the key
    IdVector<ParentKeyId, KeyList> unanswered;
    IdVector<ReferenceId, CutCandidates> cut;
    IdVector<TableId, RowSet> chosen;  // kept only where rows may be dropped
};

// Throws: as compute_closure.
// Cost:   about one query for each step of the plan's order.
[[nodiscard]] Walk walk_closure(const RowPlan& plan, const Limits& limits, RowSource& source,
                                RowStore* store, EdgeSink* edges, Observer& observer,
                                const Cancellation& cancellation);

// Whether some reference may drop rows of the closure.
[[nodiscard]] bool may_drop(const RowPlan& plan);

}  // namespace subset
