// mask_proof.hpp
//
// The proof that masked columns are masked in the twin: of the sampled rows, none may hold its raw
// value. The target is asked for what it holds, never whether it holds something.
#pragma once

#include "closure/closure.hpp"
#include "script/target_script.hpp"

#include <vector>

namespace subset {

// A check for each table that was sampled and is in the twin.
[[nodiscard]] std::vector<CheckMasks> make_mask_proof(const Plan& plan,
                                                      const std::vector<MaskSample>& samples,
                                                      TargetMode mode);

}  // namespace subset
