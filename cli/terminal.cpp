#include "terminal.hpp"

#include "subset/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace subset::cli {
namespace {

// Counts how many columns a character takes, by its first byte; the bytes that follow take none.
// From 0xd8 on the character may be a wide one.
std::size_t columns_of_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte & 0xc0U) == 0x80 ? 0 : byte < 0xd8 ? 1 : 2;
}

bool begins_a_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }

}  // namespace

bool is_smart_terminal(int descriptor) {
    const char* term = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && term != nullptr && *term != '\0' &&
           std::string_view{term} != "dumb";
}

bool wants_colour(int descriptor) {
    const char* const no_color = std::getenv("NO_COLOR");
    return is_smart_terminal(descriptor) && (no_color == nullptr || *no_color == '\0');
}

int terminal_width(int descriptor) {
    constexpr int usual = 80;
    winsize size{};
    const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : usual;
}

std::string with_separators(std::size_t number) {
    auto text = std::to_string(number);
    for (auto i = text.size(); i > 3; i -= 3) {
        text.insert(i - 3, ",");
    }
    return text;
}

std::size_t columns_at_most(std::string_view text) {
    std::size_t columns = 0;
    for (const char c : text) {
        columns += columns_of_byte(c);
    }
    return columns;
}

std::string coloured(std::string_view text, std::string_view code, bool colour) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string{text};
}

std::string fit(std::string_view text, std::size_t columns) {
    constexpr std::string_view dots = "...";
    std::string clean = printable(text);
    if (columns_at_most(clean) <= columns) {
        return clean;
    }
    if (columns <= dots.size()) {
        return std::string{dots.substr(0, columns)};
    }
    const auto in_front = (columns - dots.size()) / 2;
    std::size_t front = 0;
    for (std::size_t taken = 0; taken + columns_of_byte(clean[front]) <= in_front; ++front) {
        taken += columns_of_byte(clean[front]);
    }
    while (front > 0 && !begins_a_character(clean[front])) {
        --front;
    }
    auto back = front;
    while (columns_at_most(std::string_view{clean}.substr(back)) >
               columns - dots.size() - in_front ||
           !begins_a_character(clean[back])) {
        ++back;
    }
    return clean.substr(0, front).append(dots).append(clean, back);
}

}  // namespace subset::cli
