// side_by_side.hpp
//
// Carries out the steps of a target script over several connections, each step committed by itself.
// Stage load.
//
// Thread-safety: one thread calls; the connections have a thread each.
#pragma once

#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "subset/closure.hpp"
#include "subset/load.hpp"
#include "subset/plan.hpp"
#include "subset/target_script.hpp"

#include <functional>

namespace subset {

// Makes a connection for one of the threads, in the given context.
using ConnectTarget = std::function<pg::CopyChannel(const pg::SessionContext& context)>;

// The first failure ends the others' work too, and is thrown.
//
// `context` is that of the target; each connection gets a label of its own.
//
// Throws: as StepRunner::run(); connection.
// Cost:   four connections at most; StepRunner::run()'s for each step, side by side.
[[nodiscard]] LoadResult run_side_by_side(const Plan& plan, const Closure& closure,
                                          const TargetScript& script, const LoadSource& source,
                                          const pg::SessionContext& context,
                                          const ConnectTarget& connect);

}  // namespace subset
