// absent.hpp
//
// Says what becomes of the schema around tables with rows = "absent".
//
// Thread-safety: pure.
#pragma once

#include "catalog/obstacles.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace subset {

// Adds a note for everything that the twin goes without because of those tables, and a fault where
// a table that the twin shall have cannot be made without one of them. `left_out` are the
// objects that the config leaves out, those that need such tables among them.
void tell_absent(Plan& plan, TargetMode mode, const std::vector<ObstructedObject>& left_out);

}  // namespace subset
