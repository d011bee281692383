// characters.hpp
//
// A text should be UTF-8 and may be anything: names in a SQL_ASCII database are whatever bytes
// somebody sent. These functions read its characters. Foundation.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace subset {

struct Character {
    static constexpr char32_t replacement = 0xfffd;

    char32_t code = replacement;
    std::size_t bytes = 1;

    // Whether it is a byte that belongs to no character.
    [[nodiscard]] bool is_stray() const noexcept { return code == replacement && bytes == 1; }
};

// Requires: the text is not empty.
[[nodiscard]] Character first_character(std::string_view text) noexcept;

// Whether the character ends a line or is a tab, so that it becomes a blank where all must be on
// one line.
[[nodiscard]] bool is_line_end_or_tab(char32_t code) noexcept;
// Whether a terminal, an editor or a reader of XML obeys or refuses the character instead of
// showing it: control characters of ASCII and Latin-1, line ends of Unicode, changes of direction,
// and codes that are no characters.
[[nodiscard]] bool is_control(char32_t code) noexcept;

}  // namespace subset
