// make_add_script.hpp
//
// The steps of mode = "add": rows come beside those of the target, whose schema stands. They are
// staged, compared with what is there, brought by one statement, and proven.
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

// Requires: the plan was fitted to `kept`, and rows travel as text.
[[nodiscard]] TargetScript make_add_script(const TargetConfig& config, const Plan& plan,
                                           const Closure& closure, const KeptSchema& kept,
                                           const TargetState& state, const Stamp& stamp);

}  // namespace subset
