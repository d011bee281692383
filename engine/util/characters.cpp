#include "util/characters.hpp"

namespace subset {
namespace {

unsigned byte_at(std::string_view text, std::size_t position) {
    return static_cast<unsigned char>(text[position]);
}

// Returns the number of bytes of a sequence, by its first one; 0 where no sequence begins with that
// byte (RFC 3629, section 4).
std::size_t length_by(unsigned first) {
    return first < 0x80   ? 1
           : first < 0xc2 ? 0
           : first < 0xe0 ? 2
           : first < 0xf0 ? 3
           : first < 0xf5 ? 4
                          : 0;
}

}  // namespace

Character first_character(std::string_view text) noexcept {
    const unsigned first = byte_at(text, 0);
    const std::size_t length = length_by(first);
    if (length == 1) {
        return {first, 1};
    }
    if (length == 0 || length > text.size()) {
        return {};
    }
    char32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, i) & 0xc0U) != 0x80) {
            return {};
        }
        code = (code << 6U) | (byte_at(text, i) & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    return overlong || surrogate || code > 0x10ffff ? Character{} : Character{code, length};
}

bool is_line_end_or_tab(char32_t code) noexcept {
    return (code >= 0x09 && code <= 0x0d) || code == 0x85 || code == 0x2028 || code == 0x2029;
}

bool is_control(char32_t code) noexcept {
    const bool ascii_or_latin = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const bool line_or_direction =
        (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    const bool none = (code & 0xfffeU) == 0xfffe;
    return ascii_or_latin || line_or_direction || none;
}

}  // namespace subset
