// read_extension_rows.hpp
//
// The rows of extensions' configuration, as a dump would carry them, read whole: they are few.
// Stage closure.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/closure.hpp"
#include "subset/plan.hpp"

#include <vector>

namespace subset {

// Those of Plan::extension_rows that have some.
//
// Requires: the reader is in the run's snapshot.
// Throws:   what the source throws; limit, where they are more than [limits] memory.
// Cost:     a round trip for each.
[[nodiscard]] std::vector<ExtensionRows> read_extension_rows(const Plan& plan,
                                                             pg::CopyChannel& reader);

// Counts them as rows of the closure. Throws: limit.
[[nodiscard]] Closure with_extension_rows(const Plan& plan, Closure closure,
                                          std::vector<ExtensionRows> rows);

// "2 rows of public.unitlist come along ..." for each.
[[nodiscard]] std::vector<std::string> note_extension_rows(const Plan& plan,
                                                           const Closure& closure);

}  // namespace subset
