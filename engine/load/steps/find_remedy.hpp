// find_remedy.hpp
//
// What a person can do about a row or a statement of the schema that the target refused: the rule
// of the config or the function of production that is behind it. Private to load/.
//
// Thread-safety: pure.
#pragma once

#include "pg/errors.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"

#include <string>

namespace subset {

// Sentences for a hint; empty where nothing is known that the server does not say.
[[nodiscard]] std::string find_remedy(const Plan& plan, const TargetScript& script,
                                      const pg::ServerMessage& message);

// A sentence, with a blank behind it, that says which masks the broken constraint sees, and what
// would help; empty where it sees none.
[[nodiscard]] std::string find_masks_at_fault(const Plan& plan, const TargetScript& script,
                                              const pg::ServerMessage& message);

}  // namespace subset
