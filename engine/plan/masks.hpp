// masks.hpp
//
// Which columns are masked, and by what: what [[table]] mask says, and what follows from it for
// columns that reference a masked one, directly or through others. Those hold the same value, so
// they have the same mask, which then may look at that value alone. Stage plan.
#pragma once

#include "subset/plan.hpp"

namespace subset {

// Fills in the masks of every table. Adds a fault for a mask of an unknown or computed column, one
// that cannot fit its column, one that contradicts the mask of a column that it references, and
// where the key is missing. Requires: what is reachable is known.
void add_masks(Plan& plan);

// Whether some mask needs the key of [mask].
[[nodiscard]] bool needs_mask_key(const Plan& plan);

}  // namespace subset
