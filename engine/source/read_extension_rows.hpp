// read_extension_rows.hpp
//
// The rows of extensions' configuration, as a dump would carry them, read whole: they are few.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/extension_rows.hpp"

#include <vector>

namespace subset {

// Those of Plan::extension_rows that have some.
//
// Requires: the reader is in the run's snapshot.
// Throws:   what the source throws; limit, where they are more than [limits] memory.
// Cost:     a round trip for each.
[[nodiscard]] std::vector<ExtensionRows> read_extension_rows(const RowPlan& plan,
                                                             std::uint64_t most_bytes,
                                                             pg::CopyChannel& reader);

}  // namespace subset
