// make_difference_script.hpp
//
// The steps that bring a twin whose schema stands to its new rows by difference: see
// script/target_script.hpp.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "twin/fingerprint/standing_schema.hpp"
#include "twin/schema/kept_schema.hpp"

#include <vector>

namespace subset {

// What stands in the target.
struct StandingTwin {
    KeptSchema kept;
    std::vector<StandingView> views;
};

// Throws: NotByDifference, where rows dangle by rule, for which a constraint must be made anew.
[[nodiscard]] TargetScript make_difference_script(const Config& config, const Plan& plan,
                                                  const Closure& closure,
                                                  const StandingTwin& standing,
                                                  const TargetState& state, const Stamp& stamp);

}  // namespace subset
