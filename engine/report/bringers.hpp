// bringers.hpp
//
// Says which references brought the most rows and what would bring less, and which indexes would
// have helped.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "subset/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset::report {

// Returns at most three, the most first. They are counted by the pairs of rows that were met in
// each direction, which do not depend on the order of the walk.
[[nodiscard]] std::vector<BringerReport> make_bringers(const Plan& plan, const Closure& closure);

// Advises CREATE INDEX for a reference whose children had to be found by scanning their table.
// Returns nothing where an index served, or where no child was asked for.
[[nodiscard]] std::optional<std::string> make_index_advice(const RowPlan& plan,
                                                           const Closure& closure,
                                                           const Reference& reference);

}  // namespace subset::report
