// mask_digits.hpp
//
// Presets make what they put in the place of a value of these digits and letters: SQL of the
// value's HMAC (preset.hpp). Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// hex_digits is an SQL literal.
inline constexpr std::string_view hex_digits = "'0123456789abcdef'";

// Joins the parts, which are SQL of texts.
[[nodiscard]] std::string concatenate_texts(const std::vector<std::string>& parts);

// Renders the HMAC of bytes, which are SQL.
[[nodiscard]] std::string render_hmac(const std::string& bytes);

// Renders the bytes of a text, which is SQL.
[[nodiscard]] std::string render_bytes(const std::string& text);

// MaskDigits are the 64 hexadecimal digits of a value's HMAC, as SQL. A mask holds the HMAC in each
// place that needs some of them; what a statement does about that is in
// plan/tables/computed_once.hpp. Pieces that must not depend on each other come from other places
// of the HMAC: bytes 0 to 7 choose words, the 16 digits from 32 on become decimal(), and what
// stands from byte 12 on becomes letters_and_digits().
class MaskDigits {
public:
    explicit MaskDigits(const std::string& hashed_text);

    [[nodiscard]] std::string hex(std::size_t count) const;
    // Renders so many decimal digits, up to 64. Up to 17 of them are each as likely as the others.
    [[nodiscard]] std::string decimal(std::size_t count) const;
    // Renders so many small letters and digits, from a place on. Requires: from + count <= 27.
    [[nodiscard]] std::string letters_and_digits(std::size_t count, std::size_t from = 0) const;
    // Renders a number from 0 to 2^(4 count) - 1, of the digits from a place on. Requires: count <
    // 16.
    [[nodiscard]] std::string number(std::size_t count, std::size_t from = 0) const;
    // Renders a number from 0 to 255.
    [[nodiscard]] std::string byte(std::size_t place) const;

private:
    std::string hmac_;
    std::string sql_;
};

// letters_and_digits() has so much information for each character, in bits.
inline constexpr double bits_of_character = 5.1;

}  // namespace subset
