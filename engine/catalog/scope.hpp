// scope.hpp
//
// [source] schemas as a variable of queries: the catalog's, and the guards' that come before it.
#pragma once

#include "subset/config.hpp"

#include <string>

namespace subset {

// A text[] expression for the schemas in scope, or NULL for every user schema.
[[nodiscard]] std::string render_scope(const SourceConfig& config);

}  // namespace subset
