// explain_obstacle.hpp
//
// Says to a user why the target cannot take an object, and what helps.
// Private to dump/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/obstacles.hpp"

#include <string>
#include <string_view>

namespace subset {

// Returns the reason: "only a superuser may create that".
[[nodiscard]] std::string_view obstacle_reason(Obstacle obstacle);

// Returns what helps a table in scope, which cannot be left out.
[[nodiscard]] std::string_view obstacle_remedy(Obstacle obstacle);

// Whether the user has asked for it, so that a note tells it and no warning.
[[nodiscard]] bool is_by_config(Obstacle obstacle);

// Whether `plan` has told of it already, as it does not depend on the target.
[[nodiscard]] bool is_told_by_plan(Obstacle obstacle);

// Returns the object with the reason: "function billing.next_number(), which needs ...: only a
// superuser may create that".
[[nodiscard]] std::string explain_obstacle(const ObstructedObject& object);

}  // namespace subset
