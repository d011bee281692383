// script_marker.hpp
//
// Marks in a script of several parts: queries that say how far the server has come in it, so that
// whoever sent it knows which part failed. Private to load/.
//
// Thread-safety: pure functions.
#pragma once

#include "pg/rows.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace subset {

// SQL to stand behind the part of this number.
[[nodiscard]] std::string render_marker(std::size_t part);

// The number of the part whose mark gave this result; nothing where it is another result.
[[nodiscard]] std::optional<std::size_t> parse_marker(const pg::Rows& rows);

}  // namespace subset
