// root_plans.hpp
//
// The roots held against the catalog. Private to plan/.
#pragma once

#include "plan/row_plan.hpp"

#include <vector>

namespace subset {

// One RootPlan for each [[root]], in the config's order; a faulty one has no relation (oid 0).
[[nodiscard]] std::vector<RootPlan> make_root_plans(const Config& config, const Catalog& catalog,
                                                    const std::vector<RowsRule>& rules,
                                                    std::vector<Fault>& faults);

}  // namespace subset
