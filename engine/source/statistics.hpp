// statistics.hpp
//
// What the source's planner knows: how full and how varied the columns of references are, and how
// many rows a root or a rule selects. For the estimate, which reads no row.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/row_source.hpp"

namespace subset {

// From pg_stats (manual, pg_stats: null_frac, n_distinct), and from EXPLAIN for the config's own
// SQL, which plans it and runs nothing.
//
// Throws: user_sql; what the server says.
// Cost:   one round trip, and one for each root and each [[child]] with `where`.
[[nodiscard]] Statistics read_statistics(const RowPlan& plan, pg::CopyChannel& reader);

}  // namespace subset
