// column_states.hpp
//
// What is done about each column that may hold personal data, and what is said where nothing is.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_mask.hpp"
#include "subset/config.hpp"

#include <string>
#include <vector>

namespace subset {

// A column that nothing was said of.
struct UnclassifiedColumn {
    TableId table{};
    std::uint16_t column = 0;
    std::string looks_like;  // the mask that its name asks for, "@email", or empty
};

struct ColumnStates {
    std::vector<StatesOfTable> tables;  // by TableId
    std::vector<Fault> warnings;
    std::vector<Fault> faults;
};

// `masks` and `reachable` are by TableId. Columns that reference a kept one are kept, too. There is
// a warning or a fault for those that are left, by [mask] unclassified, and a warning for an entry
// of `keep` that matches nothing.
[[nodiscard]] ColumnStates make_column_states(const Config& config, const Catalog& catalog,
                                              const ColumnGroups& groups,
                                              const std::vector<MasksOfTable>& masks,
                                              const std::vector<bool>& reachable);

// Those that look personal by their names first.
[[nodiscard]] std::vector<UnclassifiedColumn> find_unclassified(
    const Catalog& catalog, const std::vector<StatesOfTable>& states);

}  // namespace subset
