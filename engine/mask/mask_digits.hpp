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

// MaskDigits are the 64 hexadecimal digits of a value's HMAC, as SQL. Each mask takes what it needs
// in one piece: a query of its own that computes them once for several would keep the server from
// masking in parallel workers.
class MaskDigits {
public:
    explicit MaskDigits(const std::string& hashed_text);

    [[nodiscard]] std::string hex(std::size_t count) const;
    [[nodiscard]] std::string decimal(std::size_t count) const;
    [[nodiscard]] std::string letters(std::size_t count) const;
    // Renders a number from 0 to 2^(4 count) - 1. Requires: count < 16.
    [[nodiscard]] std::string number(std::size_t count) const;

private:
    std::string sql_;
};

}  // namespace subset
