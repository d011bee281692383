// estimate_fit.hpp
//
// About how much of the roots fits, from statistics alone.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "rows/row_source.hpp"

namespace subset {

// Counts alone, as estimate_closure(). Requires: RowPlan::space and Limits::fit are there.
//
// Throws: limit, where the tables alone take more, or one row of each root.
// Cost:   some thirty estimates.
[[nodiscard]] Closure estimate_what_fits(const RowPlan& plan, const Limits& limits,
                                         const Statistics& statistics);

}  // namespace subset
