// tell_fit.hpp
//
// Tells how much of the roots came, where the twin is to fit. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"

namespace subset {

void tell_fit(const RowPlan& plan, const FitOutcome& fit, const TargetConfig& target,
              Observer& observer);

}  // namespace subset
