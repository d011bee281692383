// absent.hpp
//
// What becomes of the schema around tables with rows = "absent".
//
// Thread-safety: pure.
#pragma once

#include "catalog/obstacles.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace subset {

// Adds a note for everything that the twin goes without because of them, and a fault where a table
// that it shall have cannot be made without one. `needing` is what needs them.
void tell_absent(Plan& plan, TargetMode mode, const std::vector<ObstructedObject>& needing);

}  // namespace subset
