// text_hash.hpp
//
// A stable hash of a text, which tells whether two twins came from the same config. It does not
// protect from somebody who wants two texts to have one hash.
#pragma once

#include <string>
#include <string_view>

namespace subset::config {

// Computes FNV-1a of 64 bits, as 16 hexadecimal digits.
[[nodiscard]] std::string hash_text(std::string_view text);

}  // namespace subset::config
