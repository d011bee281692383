// date_subjects.hpp
//
// Looks for dates that are kept beside those that @date(by: ...) moves: whoever knows when
// something happened to a subject sees from one kept date of it by how much all others moved.
//
// Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/masks.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// Adds a fault for a kept date in the same table, and a note for one in another table that
// references the same subject; and notes of what is not as usual about dates that move.
void check_date_subjects(const Catalog& catalog, const ColumnGroups& groups,
                         const IdVector<TableId, bool>& reachable, Masks& masks);

}  // namespace subset
