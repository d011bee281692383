// make_keep_script.hpp
//
// The steps of mode = "keep": the target's own tables are emptied and filled, with their
// constraints on and their triggers off.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "twin/schema/kept_schema.hpp"
#include "twin/stamp.hpp"
#include "twin/target_state.hpp"

namespace subset {

// Requires: the plan was fitted to `kept`.
[[nodiscard]] TargetScript make_keep_script(const TargetConfig& config, const Plan& plan,
                                            const Closure& closure, const KeptSchema& kept,
                                            const TargetState& state, const Stamp& stamp);

}  // namespace subset
