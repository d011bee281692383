// not_valid.hpp
//
// Foreign keys that the twin's rows do not satisfy, because the source's do not and the config
// keeps them. Private to script/.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"

#include <vector>

namespace subset {

// The entries with NOT VALID added to the constraints of references that are validated in the
// source and have rows that dangle and are kept.
//
// Throws: not_whole, where such a constraint is not among them as expected, or the target's version
//         cannot have it.
[[nodiscard]] std::vector<SchemaEntry> mark_not_valid(const Plan& plan, const Closure& closure,
                                                      std::vector<SchemaEntry> post_data,
                                                      int target_version_num);

}  // namespace subset
