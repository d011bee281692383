// way_obstacles.hpp
//
// What is known before the rows come to forbid that only differing rows are written. Private to
// script/.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/plan.hpp"
#include "script/difference/make_difference_script.hpp"
#include "subset/config.hpp"
#include "twin/stamp.hpp"

#include <optional>
#include <string>

namespace subset {

// A hash of all that the config says about the schema of the twin.
[[nodiscard]] std::string hash_schema_config(const Config& config);

// These return a reason, which goes on after "as", or nothing.
[[nodiscard]] std::string find_plan_obstacle(const Config& config, const Plan& plan,
                                             const std::optional<Stamp>& stamp);
[[nodiscard]] std::string find_standing_obstacle(const Plan& plan, TargetMode mode,
                                                 const StandingTwin& standing);

}  // namespace subset
