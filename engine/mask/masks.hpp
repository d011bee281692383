// masks.hpp
//
// Decides which columns are masked, and by what: what [[table]] mask says, and what follows from it
// for columns that reference a masked one, directly or through others. Such columns hold the same
// value, so they have the same mask, which then may look at that value alone.
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

// `reachable` is by TableId: whether rows may come into the table. There is a fault for a mask of
// an unknown or computed column, for a mask that cannot fit its column, for a mask that contradicts
// the mask of a column that its own references, and for a missing key.
[[nodiscard]] Masks make_masks(const Config& config, const Catalog& catalog,
                               const ColumnGroups& groups, const std::vector<bool>& reachable);

// Describes what a preset must fit in a column of a group: the shortest length of all columns, and
// unique values where one of the columns is unique.
// Requires: the column is a member.
[[nodiscard]] Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                     ColumnOf column);

// Explains why the preset cannot mask the columns of a group, each with its name. Returns nothing
// where it can.
[[nodiscard]] std::optional<std::string> find_misfit(const Catalog& catalog,
                                                     const std::vector<ColumnOf>& members,
                                                     const PresetCall& call);

}  // namespace subset
