// walk.hpp
//
// The walk itself: from the roots along the references, until nothing new is wanted. What must wait
// for its end (cut references, rows that dangle) is left to settle.hpp. Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"

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
    // by ParentKeyId: known keys are those of rows in the closure
    std::vector<KeySet> seen;
    // by ParentKeyId: wanted, and no row came that has the key
    std::vector<KeyList> unanswered;
    std::vector<CutCandidates> cut;  // by ReferenceId
    std::vector<RowSet> chosen;      // by TableId; kept only where rows may be dropped
};

// Throws: as compute_closure.
// Cost:   about one query for each step of the plan's order.
[[nodiscard]] Walk walk_closure(const RowPlan& plan, const Limits& limits, RowSource& source,
                                RowStore* store, EdgeSink* edges, Observer& observer,
                                const Cancellation& cancellation);

// Whether some reference may drop rows of the closure.
[[nodiscard]] bool may_drop(const RowPlan& plan);

}  // namespace subset
