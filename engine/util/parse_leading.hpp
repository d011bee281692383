// parse_leading.hpp
//
// Parses the number that a text begins with. Unlike std::stoul and the like, the function throws
// nothing, whatever the text holds, and does not depend on the locale. Foundation.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace subset {

template <typename Number>
[[nodiscard]] std::optional<Number> parse_leading(std::string_view text, int base = 10) {
    text.remove_prefix(text.starts_with(' ') ? 1 : 0);
    Number number{};
    std::from_chars_result read{};
    if constexpr (std::floating_point<Number>) {
        read = std::from_chars(text.data(), text.data() + text.size(), number);
    } else {
        read = std::from_chars(text.data(), text.data() + text.size(), number, base);
    }
    return read.ec == std::errc{} ? std::optional{number} : std::nullopt;
}

}  // namespace subset
