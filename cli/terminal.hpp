// terminal.hpp
//
// What is at the other end of standard output and standard error. Part of the program, not of the
// library.
//
// Thread-safety: pure functions, apart from what they ask the system.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace subset::cli {

// Whether a line can be rewritten in place there: a terminal, and TERM says that it is not a dumb
// one.
[[nodiscard]] bool is_smart_terminal(int descriptor);
// Whether colours are wanted there: such a terminal, and NO_COLOR is not set (no-color.org: present
// and not empty).
[[nodiscard]] bool wants_colour(int descriptor);
// Its columns at this moment; 80 where it is no terminal or does not say.
[[nodiscard]] int terminal_width(int descriptor);

// "1,362".
[[nodiscard]] std::string with_separators(std::size_t number);
// A word in the colours of its meaning ("31" is red), where there are colours.
[[nodiscard]] std::string coloured(std::string_view text, std::string_view code, bool colour);
// Columns that the text takes, rounded up: a character beyond Latin, Greek, Cyrillic and Hebrew
// counts as two.
[[nodiscard]] std::size_t columns_at_most(std::string_view text);
// The text as it is printable, its middle replaced by "..." where it is wider than `columns`.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

}  // namespace subset::cli
