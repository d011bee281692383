// masks.hpp
//
// Which columns are masked, and by what: what [[table]] mask says, and what follows from it for
// columns that reference a masked one, directly or through others. Those hold the same value, so
// they have the same mask, which then may look at that value alone.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_mask.hpp"
#include "mask/preset.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

struct Masks {
    std::vector<MasksOfTable> tables;  // by TableId
    std::vector<Fault> faults;
};

// `reachable`, by TableId: rows may come into the table. There is a fault for a mask of an unknown
// or computed column, one that cannot fit its column, one that contradicts the mask of a column
// that it references, and where the key is missing.
[[nodiscard]] Masks make_masks(const Config& config, const Catalog& catalog,
                               const ColumnGroups& groups, const std::vector<bool>& reachable);

// What a preset is to be fitted to in a column of a group: the least length of all, unique where
// one of them is. Requires: it is a member.
[[nodiscard]] Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                     ColumnOf column);

// Why the preset cannot mask the columns of a group, each with its name, or nothing.
[[nodiscard]] std::optional<std::string> find_misfit(const Catalog& catalog,
                                                     const std::vector<ColumnOf>& members,
                                                     const PresetCall& call);

}  // namespace subset
