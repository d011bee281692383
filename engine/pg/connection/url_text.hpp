// url_text.hpp
//
// Says what is wrong with a url without showing it, as it may hold a password. Private to pg/.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset::pg {

// Throws: config, without any text of the url: "the url of the source: " and why.
[[noreturn]] void refuse_url(std::string_view end, std::string_view why, std::string_view hint);

// Whether the text is a plain word. It may be shown then: no password looks like this, unless
// somebody chose one that does.
[[nodiscard]] bool is_showable_word(std::string_view text);

}  // namespace subset::pg
