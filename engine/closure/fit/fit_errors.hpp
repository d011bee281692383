// fit_errors.hpp
//
// The errors of a twin that cannot be made to fit. Private to closure/.
//
// Thread-safety: pure.
#pragma once

#include "closure/frontier.hpp"

#include <cstdint>
#include <vector>

namespace subset {

// The empty schema and the whole tables alone take more than `fit`.
//
// Throws: limit, always, with what takes the most.
[[noreturn]] void fail_base(const RowPlan& plan, const SpaceTaken& space, const Limits& limits);

// Not even one row of each root fits. `base`: bytes without any of them.
//
// Throws: limit, always, with what the first row of each root brings.
[[noreturn]] void fail_first_rows(const RowPlan& plan, const Limits& limits, std::uint64_t base,
                                  const std::vector<FitOutcome::Root>& roots);

}  // namespace subset
