// masks.hpp
//
// Decides which columns are masked, and by what: what [[table]] mask says, and what follows from it
// for columns that reference a masked one, directly or through others. Such columns hold the same
// value, so they have the same mask, which then may look at that value alone.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_mask.hpp"
#include "subset/config.hpp"
#include "util/id_vector.hpp"

#include <set>
#include <string>
#include <vector>

namespace subset {

// A glob masks the column, and a line that names it keeps it as it is.
struct UnmaskedColumn {
    ColumnOf column{};
    std::string mask;  // of the glob, as the config says it
    Place place = {};  // of the line that keeps it
};

struct Masks {
    IdVector<TableId, MasksOfTable> tables;
    std::vector<UnmaskedColumn> lifted;
    std::set<ColumnOf> refused;  // columns with a mask that a fault is about
    std::vector<Fault> faults;
    std::vector<Fault> warnings;     // a column whose masks differ from those of equal values
    std::vector<std::string> notes;  // what is not as usual about a mask
};

// `reachable` says whether rows may come into the table. There is a fault for a mask of
// an unknown or computed column, for a mask that cannot fit its column, for a mask that contradicts
// the mask of a column that its own references, for a mask_when or an identity that meets no mask,
// and for a missing key.
[[nodiscard]] Masks make_masks(const Config& config, const Catalog& catalog,
                               const ColumnGroups& groups,
                               const IdVector<TableId, bool>& reachable);

}  // namespace subset
