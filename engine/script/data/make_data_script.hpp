// make_data_script.hpp
//
// The target script of rows alone: a file for a database that has the schema already, and perhaps
// rows of its own. Whoever loads it gets the rows that are not there, all or none of them, and
// nothing is deleted or changed; loaded a second time, it brings nothing.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "subset/config.hpp"

namespace subset {

[[nodiscard]] TargetScript make_data_script(const TargetConfig& config, const Plan& plan,
                                            const Closure& closure);

}  // namespace subset
