// try_masks.hpp
//
// Tries the masks before anything is read in earnest: on some rows of each table that has masks,
// for what the table's constraints say of the masked rows, and for SQL of the config that looks at
// columns which are something else in the twin.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace subset {

// Requires: the plan has no faults; the reader has the key.
// Throws:   connection; interrupted.
// Cost:     two round trips for each table that has masks, in one of which the server masks 1,000
//           rows, and two for each written reference of such a table.
[[nodiscard]] std::vector<Fault> try_masks(const Plan& plan, pg::CopyChannel& reader);

}  // namespace subset
