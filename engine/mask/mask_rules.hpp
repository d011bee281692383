// mask_rules.hpp
//
// Finds out which line of the config masks which column: of the [[table]] entries that mean a table
// the last one counts, column by column and key by key. An entry that names a table may lift the
// mask of a glob.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "subset/config.hpp"
#include "util/id_vector.hpp"

#include <map>
#include <vector>

namespace subset {

struct RuleOfColumn {
    const MaskRule* mask = nullptr;
    bool by_glob = false;
};

// A glob masks the column, and a line that names it says that it stays as it is.
struct LiftedMask {
    const MaskRule* mask = nullptr;  // of the glob
    Place place = {};                // of the line that lifts it
};

struct MaskRules {
    std::map<ColumnOf, RuleOfColumn> masks;
    std::map<ColumnOf, LiftedMask> lifted;
    IdVector<TableId, const TableRule*> whens;       // whose mask_when counts, or null
    IdVector<TableId, const TableRule*> identities;  // whose identity counts, or null
    std::vector<Fault> faults;
};

// There is a fault for an entry whose column is in none of its tables, and for a mask of a column
// that `keep` of [mask] names.
[[nodiscard]] MaskRules find_mask_rules(const Config& config, const Catalog& catalog);

}  // namespace subset
