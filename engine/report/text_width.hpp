// text_width.hpp
//
// Text must fit a terminal: these functions measure its width, make it shorter, and break it into
// lines. Part of the report stage.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace subset::report {

// Returns how many columns the text takes on a terminal. The text is UTF-8; a stray byte counts as
// one column.
[[nodiscard]] std::size_t columns_of(std::string_view text);
// Returns the text as it is printable. Where it is wider than `columns`, its middle is replaced by
// "...".
[[nodiscard]] std::string shorten(std::string_view text, std::size_t columns);
// Breaks the text at spaces into lines of at most `width` columns, as far as its words allow. It
// ends with a newline.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width);

}  // namespace subset::report
