// parent_keys.hpp
//
// Which columns are compared with which, and how: ParentKey and ReferencePlan. Private to plan/.
#pragma once

#include "plan/expansion.hpp"
#include "plan/plan.hpp"

namespace subset {

// Adds the parent keys that walked references need and that roots with a query need, and completes
// the references, the roots and every table's key_values.
void add_parent_keys(Plan& plan);

}  // namespace subset
