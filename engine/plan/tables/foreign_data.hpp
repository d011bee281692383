// foreign_data.hpp
//
// Says what the twin goes without because it would come from another server by another way than
// this program's: foreign servers that the config does not name, foreign tables, what needs them,
// and the rows of materialized views that read them.
//
// Thread-safety: pure.
#pragma once

#include "catalog/obstacles.hpp"
#include "plan/plan.hpp"
#include "subset/config.hpp"

namespace subset {

// Adds a note for everything of that kind, and a fault for a server in [target] foreign_servers
// that the source does not have. `left_out` is what the config leaves out.
void tell_foreign_data(Plan& plan, const TargetConfig& config, const LeftOutByConfig& left_out);

}  // namespace subset
