// kept_triggers.hpp
//
// The users' triggers on tables that rows come into: they are off meanwhile, and then as they were.
// Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "twin/schema/kept_schema.hpp"

#include <string>
#include <vector>

namespace subset {

// Statements, each with a semicolon behind it. Empty where no trigger fires.
[[nodiscard]] std::string render_disabled_triggers(const std::vector<KeptTrigger>& triggers);
[[nodiscard]] std::string render_triggers_put_back(const std::vector<KeptTrigger>& triggers);

}  // namespace subset
