// reference_plans.hpp
//
// Holds what the config says about single references ([[child]], [[cut]] and dangling) against the
// catalog. Private to plan/.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// Makes the plan of each reference as far as the rules alone decide: how it is
// followed down, whether it is cut, what becomes of rows whose parent does not exist.
[[nodiscard]] IdVector<ReferenceId, ReferencePlan> make_reference_plans(
    const Config& config, const Catalog& catalog, const IdVector<TableId, RowsRule>& rules,
    std::vector<Fault>& faults);

}  // namespace subset
