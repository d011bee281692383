// text_hash.hpp
//
// A stable hash of a text: tells whether two twins came from the same config. No protection against
// anyone who wants two texts to collide. Part of the config stage.
#pragma once

#include <string>
#include <string_view>

namespace subset::config {

// FNV-1a of 64 bits, as 16 hexadecimal digits.
[[nodiscard]] std::string hash_text(std::string_view text);

}  // namespace subset::config
