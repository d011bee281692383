// make_target_script.hpp
//
// The steps of a replace, put together: see script/target_script.hpp.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "dump/schema_sections.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "twin/schema/survey.hpp"
#include "twin/stamp.hpp"
#include "twin/target_state.hpp"

namespace subset {

// BEGIN and COMMIT are not among the steps: the transaction belongs to the executor. No step makes
// a savepoint.
//
// Cost: pure.
[[nodiscard]] TargetScript make_target_script(const TargetConfig& config, const Plan& plan,
                                              const Closure& closure,
                                              const SchemaSections& sections,
                                              const TargetState& state, const TargetSurvey& survey,
                                              const Stamp& stamp);

}  // namespace subset
