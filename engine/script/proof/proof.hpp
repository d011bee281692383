// proof.hpp
//
// The queries that prove the twin before COMMIT: every reference holds. Rows loaded against rows
// planned is proven by the executor, from the counts that COPY itself tells.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"

#include <vector>

namespace subset {

// For each reference that the twin has: a validated foreign key of the same columns is the proof;
// where there is none, the rows without a parent are counted, and must be those that dangle by
// rule.
//
// Cost: pure; the checks take one round trip for each hundred references.
[[nodiscard]] std::vector<Check> make_proof(const Plan& plan, const Closure& closure,
                                            TargetMode mode);

}  // namespace subset
