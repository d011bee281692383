// commit_doubt.hpp
//
// A COMMIT whose answer did not come: the connection was lost, or somebody pressed Ctrl-C while the
// server waited, for a standby say. The target itself says which of the two happened. Private to
// load/.
//
// Thread-safety: one thread.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace subset {

// How long after Ctrl-C the target may still be asked what became of it.
inline constexpr std::chrono::milliseconds time_to_find_out{2000};

struct CommitDoubt {
    std::string during;       // "COMMIT", "the swap"
    std::string held_before;  // "the target holds the old twin"
    std::string holds_now;    // "The target holds the new twin: its stamp is this run's."
    std::string look_at;      // where a person finds out
    TargetNow otherwise = TargetNow::as_it_was;  // what the target is where it did not come through
};

// Calls `come_through`, which asks the target, after `lost` came in the COMMIT's place. Returns
// where it came through, which is told.
//
// Throws: as `lost`, where it did not come through; in_doubt, where that could not be learned.
// Cost:   what `come_through` costs.
void find_out(const Error& lost, const CommitDoubt& doubt, Cancellation& cancellation,
              Observer& observer, const std::function<bool()>& come_through);

// The answer came: what Ctrl-C still ends is not the twin, and whoever pressed it is told so.
void tell_committed(Cancellation& cancellation, Observer& observer);

}  // namespace subset
