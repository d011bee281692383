#include "report/text_width.hpp"

#include "subset/printable.hpp"
#include "util/characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace subset::report {
namespace {

// East Asian and pictographic characters take 2 columns, combining marks take 0. That is close
// enough for the names of tables.
std::size_t columns_of_character(char32_t code) {
    struct Range {
        char32_t first;
        char32_t last;
    };
    constexpr std::array wide{
        Range{0x1100, 0x115f}, Range{0x2e80, 0xa4cf},   Range{0xac00, 0xd7a3},
        Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},
        Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1faff}, Range{0x20000, 0x3fffd}};
    if (code >= 0x300 && code <= 0x36f) {
        return 0;
    }
    return std::any_of(
               wide.begin(), wide.end(),
               [code](const Range& range) { return code >= range.first && code <= range.last; })
               ? 2
               : 1;
}

// Returns the longest part from the front that fits.
std::string_view head(std::string_view text, std::size_t columns) {
    std::size_t end = 0;
    std::size_t taken = 0;
    while (end < text.size()) {
        const auto character = first_character(text.substr(end));
        taken += columns_of_character(character.code);
        if (taken > columns) {
            break;
        }
        end += character.bytes;
    }
    return text.substr(0, end);
}

// Returns the longest part up to the end that fits.
std::string_view tail(std::string_view text, std::size_t columns) {
    while (columns_of(text) > columns) {
        text.remove_prefix(first_character(text).bytes);
    }
    return text;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto character = first_character(text);
        columns += columns_of_character(character.code);
        text.remove_prefix(character.bytes);
    }
    return columns;
}

std::string shorten(std::string_view text, std::size_t columns) {
    constexpr std::string_view dots = "...";
    auto clean = printable(text);
    if (columns_of(clean) <= columns) {
        return clean;
    }
    if (columns <= dots.size()) {
        return std::string{dots.substr(0, columns)};
    }
    // The end of a name tells more than its beginning, "..._user_id_fkey", so the end gets the
    // extra column.
    const auto in_front = (columns - dots.size()) / 2;
    return fmt::format("{}{}{}", head(clean, in_front), dots,
                       tail(clean, columns - dots.size() - in_front));
}

std::string wrap(std::string_view text, std::size_t width) {
    std::string lines;
    std::size_t taken = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = shorten(text.substr(0, end), width);
        const auto columns = columns_of(word);
        if (taken > 0 && taken + 1 + columns > width) {
            lines += "\n";
            taken = 0;
        }
        if (taken > 0) {
            lines += " ";
            ++taken;
        }
        lines += word;
        taken += columns;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines + "\n";
}

}  // namespace subset::report
