// masks.hpp
//
// Which columns are masked, and by what: what [[table]] mask says, and what follows from it for
// columns that reference a masked one, directly or through others. Those hold the same value, so
// they have the same mask, which then may look at that value alone. Stage plan.
#pragma once

#include "plan/column_groups.hpp"
#include "plan/preset.hpp"
#include "subset/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// Fills in the masks of every table. Adds a fault for a mask of an unknown or computed column, one
// that cannot fit its column, one that contradicts the mask of a column that it references, and
// where the key is missing. Requires: what is reachable is known.
void add_masks(Plan& plan, const ColumnGroups& groups);

// Whether any column is masked, and whether some mask needs the key of [mask].
[[nodiscard]] bool has_masks(const Plan& plan);
[[nodiscard]] bool needs_mask_key(const Plan& plan);

// What a preset is to be fitted to in a column of a group: the least length of all, unique where
// one of them is. Requires: it is a member.
[[nodiscard]] Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                     ColumnOf column);

// Why the preset cannot mask the columns of a group, each with its name, or nothing.
[[nodiscard]] std::optional<std::string> find_misfit(const Catalog& catalog,
                                                     const std::vector<ColumnOf>& members,
                                                     const PresetCall& call);

}  // namespace subset
