// printable.hpp
//
// What names, values and servers' texts hold is shown and never obeyed: not by a terminal, a log of
// GitHub Actions, a drawing, or psql after a "--". All code that shows such a text passes it
// through here. Foundation.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset {

// Returns the text on one line. Line ends and tabs become a blank. Other control characters, those
// that turn the direction of writing, bytes that are no UTF-8 and characters that XML cannot hold
// become "?". So does a part of "##[", which begins a command wherever it stands in a line of
// Actions.
[[nodiscard]] std::string printable(std::string_view text);
// Does the same as printable() for a text of several lines, whose line ends and tabs stay. No line
// of the result begins with "::", which is a command of Actions.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace subset
