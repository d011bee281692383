// swap.hpp
//
// Puts the database that was built beside the target in its place: both renames in one transaction,
// from a third database. Until then the old twin answers queries.
//
// Thread-safety: one thread calls; while it renames, another ends sessions.
#pragma once

#include "pg/copy_channel.hpp"
#include "script/target_script.hpp"
#include "twin/open_target.hpp"
#include "twin/stamp.hpp"

namespace subset {

// Ends the sessions on the target that the role may end, or names and awaits the others; closes
// the target's channel; swaps; and drops the old twin.
//
// Requires: the database beside is complete and proven; no session of ours is on it.
// Throws:   lock, where sessions stay longer than [target] lock_timeout; interrupted; in_doubt.
// Cost:     two connections, about eight round trips, and the waiting.
void swap_databases(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
                    std::chrono::milliseconds lock_timeout, Observer& observer);

}  // namespace subset
