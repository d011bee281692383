// planned_source.hpp
//
// What every command that reads the source begins with: a snapshot of it, and the config held
// against what it has. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "commands/read_plan.hpp"
#include "commands/stopwatch.hpp"
#include "plan/plan.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "util/attempt.hpp"

namespace subset {

struct PlannedSource {
    // Without `rows` no row is looked at, not even to try the config's SQL. The config, the
    // observer and the attempt must outlive this.
    //
    // Throws: what read_plan() throws.
    // Cost:   the connections of the snapshot, and read_plan().
    PlannedSource(const Config& config, bool rows, Observer& observer, Attempt& attempt);

    [[nodiscard]] pg::CopyChannel& reader() { return snapshot.reader(); }

    Stopwatch watch;
    SourceSnapshot snapshot;
    Plan plan;
};

// The faults of the config first; then `once`, again where it gave way or lost the source.
template <typename Once>
auto ask_source(const Config& config, Observer& observer, Cancellation& cancellation, Once once) {
    check_config(config, false, cancellation);
    return with_attempts(once, config.source.retries, observer, cancellation);
}

}  // namespace subset
