// mask_notes.hpp
//
// Tells of what the config excepts from masks, so that nobody has to find it by reading the config.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/masks.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// There is a note for each mask_when, and for each line that lifts the mask of a glob.
// Requires: the plan has its masks.
[[nodiscard]] std::vector<std::string> make_mask_notes(const RowPlan& plan,
                                                       const std::vector<UnmaskedColumn>& lifted);

}  // namespace subset
