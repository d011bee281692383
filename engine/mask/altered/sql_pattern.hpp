// sql_pattern.hpp
//
// Writes SQL from a pattern, so that long expressions can be read. The engine qualifies every
// operator, as the search_path may hold others of the same name. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace subset {

// Writes an operator that stands in backquotes, `+`, as OPERATOR(pg_catalog.+).
[[nodiscard]] std::string qualify_operators(std::string_view pattern);

// Fills the places {0}, {1} ... of the pattern, as fmt does. What is filled in stays as it is.
template <typename... Parts>
[[nodiscard]] std::string render_sql(std::string_view pattern, const Parts&... parts) {
    return fmt::vformat(qualify_operators(pattern), fmt::make_format_args(parts...));
}

}  // namespace subset
