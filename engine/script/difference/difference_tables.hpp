// difference_tables.hpp
//
// What of a twin is brought to its new rows by difference: its tables, and the materialized views
// that read them. Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/difference/make_difference_script.hpp"
#include "script/target_script.hpp"

#include <vector>

namespace subset {

// In the load order; without those that keep their rows.
[[nodiscard]] std::vector<DifferenceTable> make_difference_tables(const Plan& plan,
                                                                  const Closure& closure,
                                                                  const KeptSchema& kept,
                                                                  const Limits& limits);

[[nodiscard]] std::vector<DifferenceView> make_difference_views(const StandingTwin& standing);

}  // namespace subset
