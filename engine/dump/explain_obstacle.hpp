// explain_obstacle.hpp
//
// What a user reads of an object that the target cannot take: why it cannot, and what helps.
// Private to dump/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/obstacles.hpp"

#include <string>
#include <string_view>

namespace subset {

// "only a superuser may create that".
[[nodiscard]] std::string_view obstacle_reason(Obstacle obstacle);

// What helps a table in scope, which cannot be left out.
[[nodiscard]] std::string_view obstacle_remedy(Obstacle obstacle);

// Whether the user has asked for it, so that a note tells it and no warning.
[[nodiscard]] bool is_by_config(Obstacle obstacle);

// "function billing.next_number(), which needs ...: only a superuser may create that".
[[nodiscard]] std::string explain_obstacle(const ObstructedObject& object);

}  // namespace subset
