// on_one_line.hpp
//
// Names and server texts may hold line ends and terminal escapes: behind a line end psql would run
// what comes, and an escape would reach the terminal. Foundation.
#pragma once

#include <string>
#include <string_view>

namespace subset {

// A run of control characters as one space, none at the end.
[[nodiscard]] std::string on_one_line(std::string_view text);

}  // namespace subset
