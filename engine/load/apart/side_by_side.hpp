// side_by_side.hpp
//
// Carries out the steps of a target script over several connections, each step committed by itself.
//
// Thread-safety: one thread calls; the connections have a thread each.
#pragma once

#include "closure/closure.hpp"
#include "load/load.hpp"
#include "load/row_loader.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "twin/open_target.hpp"

#include <string>

namespace subset {

// Into `database` of the target's server. The first failure ends the others' work too, and is
// thrown.
//
// Throws: as StepRunner::run(); connection.
// Cost:   four connections at most; StepRunner::run()'s for each step, side by side.
[[nodiscard]] LoadResult run_side_by_side(const TargetScript& script, const LoadSource& source,
                                          const OpenTarget& target, const std::string& database);

}  // namespace subset
