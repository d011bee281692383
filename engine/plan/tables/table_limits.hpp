// table_limits.hpp
//
// Holds [limits] tables against the catalog. Private to plan/.
#pragma once

#include "catalog/catalog.hpp"

#include <vector>

namespace subset {

// Finds what is wrong with the names of [limits] tables.
[[nodiscard]] std::vector<Fault> find_unknown_limits(const Limits& limits, const Catalog& catalog);

}  // namespace subset
