// tell_surroundings.hpp
//
// Tells what the source's database has beside its schemas and what stays behind, in a run and in a
// plan.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"
#include "subset/observer.hpp"
#include "twin/open_target.hpp"

namespace subset {

// `target`: null for a plan, which needs none.
//
// Requires: the reader is in the run's snapshot, and nothing else uses it.
// Cost:     a round trip on each end.
void tell_surroundings(const TargetConfig& config, const std::vector<std::string>& schemas,
                       pg::CopyChannel& reader, OpenTarget* target, Observer& observer);

}  // namespace subset
