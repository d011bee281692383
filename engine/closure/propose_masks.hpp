// propose_masks.hpp
//
// Lines for the config that say something of every column of which nothing was said. Stage closure.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/plan.hpp"

#include <string>

namespace subset {

// A [mask] section with what the config says of it already, and an entry of [[table]] for each
// table with masks to add, as TOML that can be read as it stands. A person reads it: what neither
// the name nor the values of a column say anything of is in `keep`.
//
// Throws: what the server says. Cost: that of look_at_columns().
[[nodiscard]] std::string propose_masks(const Plan& plan, pg::CopyChannel& reader);

}  // namespace subset
