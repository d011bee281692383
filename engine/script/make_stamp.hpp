// make_stamp.hpp
//
// What a run writes into the stamp of its twin.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "twin/stamp.hpp"
#include "twin/target_state.hpp"

#include <string>

namespace subset {

[[nodiscard]] Stamp make_stamp(const Config& config, const Plan& plan, const Closure& closure,
                               const TargetState& state, TwinOrigin origin, std::string run_id);

}  // namespace subset
