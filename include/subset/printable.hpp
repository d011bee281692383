// printable.hpp
//
// What names, values and servers' texts hold is shown and never obeyed: not by a terminal, a log of
// GitHub Actions, a drawing, or psql behind a "--". Whatever shows such a text passes it through
// here. Foundation.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset {

// The text within one line: line ends and tabs become one blank, other control characters, those
// that turn the direction of writing, bytes that are no UTF-8 and what XML has no place for become
// "?". So does a part of "##[", which begins a command wherever it stands in a line of Actions.
[[nodiscard]] std::string printable(std::string_view text);
// The same of a text of several lines, whose line ends and tabs stay. No line of it begins with
// "::", a command of Actions.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace subset
