// json_string.hpp
//
// Renders texts as strings of JSON.
#pragma once

#include <string>
#include <string_view>

namespace subset::report {

// Renders the text in quotes. Everything is escaped that must be, and so are control characters of
// Unicode. Bytes that are no UTF-8 (names in a SQL_ASCII database may hold them) become U+FFFD, so
// that the result is valid JSON whatever the text is.
[[nodiscard]] std::string render_json_string(std::string_view text);

}  // namespace subset::report
