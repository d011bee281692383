// check_user_sql.hpp
//
// Has the source parse the SQL of the config before any row is read.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <vector>

namespace subset {

// What is wrong with the SQL of roots, [[child]] and [[reference]] entries: which key, and where.
// Roots that the plan already found faulty are passed over. `faulty`: the config has other faults.
//
// Requires: the reader is in a transaction; it stays usable.
// Throws:   privilege, policy: the role may not evaluate some of it, and nothing else is wrong.
// Cost:     two round trips, one or two for each entry with SQL, and some for each faulty one; none
//           where there is no SQL.
[[nodiscard]] std::vector<Fault> check_user_sql(const RowPlan& plan, bool faulty,
                                                pg::CopyChannel& reader);

}  // namespace subset
