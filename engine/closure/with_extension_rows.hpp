// with_extension_rows.hpp
//
// The rows of extensions' configuration beside those of the closure.
//
// Thread-safety: one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "closure/closure.hpp"
#include "rows/extension_rows.hpp"
#include "subset/observer.hpp"

#include <vector>

namespace subset {

// Counts them as rows of the closure, and tells of each table. Throws: limit.
[[nodiscard]] Closure with_extension_rows(const Catalog& catalog, const Limits& limits,
                                          Closure closure, std::vector<ExtensionRows> rows,
                                          Observer& observer);

}  // namespace subset
