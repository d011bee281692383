// scope.hpp
//
// Renders [source] schemas as a variable for queries: those of the catalog, and those of the guards
// that come before it.
#pragma once

#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// Renders a text[] expression for the schemas in scope, or NULL for every user schema.
[[nodiscard]] std::string render_scope(const std::optional<std::vector<Text>>& schemas);

}  // namespace subset
