// schema_patterns.hpp
//
// Decides which schemas the names, globs and exclusions in [source] schemas mean.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"

#include <string_view>
#include <vector>

namespace subset::config {

// Whether the pattern leaves out what it matches, by a leading `!`.
[[nodiscard]] bool leaves_out(std::string_view pattern);
// Returns the pattern without that `!`.
[[nodiscard]] std::string_view without_mark(std::string_view pattern);
// Whether a `*`, `?` or `!` makes it more than a name.
[[nodiscard]] bool is_schema_pattern(std::string_view pattern);

// Whether the patterns mean the schema. What any `!` matches is out; where there is nothing but
// `!`, all other schemas are in.
[[nodiscard]] bool means_schema(const std::vector<Text>& patterns, std::string_view schema);

}  // namespace subset::config
