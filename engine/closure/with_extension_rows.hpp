// with_extension_rows.hpp
//
// The rows of extensions' configuration beside those of the closure.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "rows/extension_rows.hpp"

#include <string>
#include <vector>

namespace subset {

// Counts them as rows of the closure. Throws: limit.
[[nodiscard]] Closure with_extension_rows(const Plan& plan, Closure closure,
                                          std::vector<ExtensionRows> rows);

// "2 rows of public.unitlist come along ..." for each.
[[nodiscard]] std::vector<std::string> note_extension_rows(const Plan& plan,
                                                           const Closure& closure);

}  // namespace subset
