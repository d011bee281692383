// make_plan.hpp
//
// Holds the config against the catalog.
#pragma once

#include "plan/plan.hpp"

#include <vector>

namespace subset {

// Decides everything that guides the closure and the load. What is wrong with the config is in
// Plan::faults, the config's own faults first, so that SQL can be checked too before all faults are
// told. A plan with faults must not be walked.
//
// Throws: nothing of its own.
// Cost:   pure.
[[nodiscard]] Plan make_plan(const Config& config, const Catalog& catalog);
// `known` is in the place of the config's own faults: these, and what else is known by then.
[[nodiscard]] Plan make_plan(const Config& config, const Catalog& catalog,
                             std::vector<Fault> known);

}  // namespace subset
