// text_width.hpp
//
// Text that must fit a terminal: how wide it is, made shorter, broken into lines. Part of the
// report stage.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace subset::report {

// Columns that the text takes on a terminal. UTF-8; a stray byte counts as a column.
[[nodiscard]] std::size_t columns_of(std::string_view text);
// The text as it is printable, its middle replaced by "..." where it is wider.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t columns);
// Broken at spaces into lines of at most `width` columns, as far as its words allow; ends with a
// newline.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width);

}  // namespace subset::report
