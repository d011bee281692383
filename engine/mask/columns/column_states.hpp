// column_states.hpp
//
// Decides what is done about each column, as it may hold personal data, and what is told where the
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

#include <map>
#include <string>
#include <vector>

namespace subset {

// The config says nothing of this column.
struct UnclassifiedColumn {
    TableId table{};
    std::uint16_t column = 0;
    std::string looks_like;  // the mask that its name asks for, "@email", or empty
};

// What does not come needs no mask.
struct ComingColumns {
    IdVector<TableId, bool> reachable;  // whether rows may come into the table
    // These columns are NULL in every row, each for the reason given.
    std::map<ColumnOf, std::string> null;
};

struct ColumnStates {
    IdVector<TableId, StatesOfTable> tables;
    std::vector<Fault> warnings;
    std::vector<Fault> faults;
    std::vector<std::string> notes;
};

// Columns that reference a kept column in all of their rows are kept too; one that is referenced is
// not. A column that a
// line of the config excepts from the mask of a glob is kept. For the unclassified columns there is
// a warning or a fault, as [mask] unclassified says. An entry of `keep` that matches nothing gets a
// fault, and so does one that names a masked column.
[[nodiscard]] ColumnStates make_column_states(const Config& config, const Catalog& catalog,
                                              const ColumnGroups& groups, const Masks& masks,
                                              const ComingColumns& coming);

// Returns the columns that nothing was said of. Those that look personal by their names come first.
[[nodiscard]] std::vector<UnclassifiedColumn> find_unclassified(
    const Catalog& catalog, const IdVector<TableId, StatesOfTable>& states);

}  // namespace subset
