// schema_patterns.hpp
//
// [source] schemas: which schemas its names, globs and exclusions mean. Part of the config stage;
// later ones ask.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"

#include <string_view>
#include <vector>

namespace subset::config {

// A pattern with a leading `!` leaves out what it matches.
[[nodiscard]] bool leaves_out(std::string_view pattern);
// The pattern without that `!`.
[[nodiscard]] std::string_view without_mark(std::string_view pattern);
// Whether a `*`, `?` or `!` makes it more than a name.
[[nodiscard]] bool is_schema_pattern(std::string_view pattern);

// What any `!` matches is out; where there is nothing but `!`, all the rest is in.
[[nodiscard]] bool means_schema(const std::vector<Text>& patterns, std::string_view schema);

}  // namespace subset::config
