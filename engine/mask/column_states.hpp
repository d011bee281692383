// column_states.hpp
//
// Decides what is done about each column that may hold personal data, and what is told where the
// config does not say.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_mask.hpp"
#include "mask/masks.hpp"
#include "subset/config.hpp"
#include "util/id_vector.hpp"

#include <string>
#include <vector>

namespace subset {

// The config says nothing of this column.
struct UnclassifiedColumn {
    TableId table{};
    std::uint16_t column = 0;
    std::string looks_like;  // the mask that its name asks for, "@email", or empty
};

struct ColumnStates {
    IdVector<TableId, StatesOfTable> tables;
    std::vector<Fault> warnings;
    std::vector<Fault> faults;
};

// Columns that reference a kept column are kept too, and so are those
// that a line of the config excepts from the mask of a glob. For
// each unclassified column there is a warning or a fault, as [mask] unclassified says. An entry of
// `keep` that matches nothing gets a warning where it is a glob, otherwise a fault.
[[nodiscard]] ColumnStates make_column_states(const Config& config, const Catalog& catalog,
                                              const ColumnGroups& groups, const Masks& masks,
                                              const IdVector<TableId, bool>& reachable);

// Returns the columns that nothing was said of. Those that look personal by their names come first.
[[nodiscard]] std::vector<UnclassifiedColumn> find_unclassified(
    const Catalog& catalog, const IdVector<TableId, StatesOfTable>& states);

}  // namespace subset
