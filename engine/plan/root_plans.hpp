// root_plans.hpp
//
// Holds the roots against the catalog. Private to plan/.
#pragma once

#include "plan/plan.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// Makes one RootPlan for each [[root]], in the config's order, or for each table that its glob
// means; a faulty one has no relation (oid 0). Tells which tables a glob means.
[[nodiscard]] std::vector<RootPlan> make_root_plans(const Config& config, const Catalog& catalog,
                                                    const IdVector<TableId, RowsRule>& rules,
                                                    Findings& findings);

}  // namespace subset
