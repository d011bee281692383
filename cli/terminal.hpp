// terminal.hpp
//
// Knows where standard output and standard error lead, and how wide a terminal there is. Part of
// the program, not of the library.
//
// Thread-safety: pure functions, apart from what they ask the system.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace subset::cli {

// Whether a line can be rewritten in place there: it is a terminal, and TERM does not say that it
// is a dumb one.
[[nodiscard]] bool is_smart_terminal(int descriptor);
// Whether colours are wanted there: it is such a terminal, and NO_COLOR is not set (no-color.org:
// present and not empty).
[[nodiscard]] bool wants_colour(int descriptor);
// Returns the width of the terminal at this moment, or 80 where it is none or does not say.
[[nodiscard]] int terminal_width(int descriptor);

// Renders the number with separators: "1,362".
[[nodiscard]] std::string with_separators(std::size_t number);
// Returns the text in the colour of that code of ANSI ("31" is red) where there are colours,
// otherwise as it is.
[[nodiscard]] std::string coloured(std::string_view text, std::string_view code, bool colour);
// Counts how many columns the text takes at most: a character beyond Latin, Greek, Cyrillic and
// Hebrew counts as two.
[[nodiscard]] std::size_t columns_at_most(std::string_view text);
// Returns the text in printable characters. Where it is wider than `columns`, "..." replaces its
// middle.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

}  // namespace subset::cli
