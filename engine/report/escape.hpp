// escape.hpp
//
// Writes texts that may hold anything into HTML and Markdown.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset::report {

[[nodiscard]] std::string escape_html(std::string_view text);

// A name may hold characters that mean something in Markdown or HTML.
[[nodiscard]] std::string escape_markdown(std::string_view text);

}  // namespace subset::report
