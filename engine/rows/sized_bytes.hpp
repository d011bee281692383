// sized_bytes.hpp
//
// Bytes preceded by their length, as keys hold their parts and sets their keys. Private to
// rows/.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace subset {

// Lengths below the first of these are a byte, others the second and four more.
inline constexpr unsigned char first_mark = 0xf0;
inline constexpr unsigned char long_length = 0xff;

inline void append_length(std::string& text, std::size_t length) {
    if (length < first_mark) {
        text += static_cast<char>(length);
        return;
    }
    const auto value = static_cast<std::uint32_t>(length);
    text += static_cast<char>(long_length);
    text.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The bytes behind a length at the front of `data`.
inline std::string_view sized_front(std::string_view data) noexcept {
    const auto first = static_cast<unsigned char>(data.front());
    if (first < first_mark) {
        return data.substr(1, first);
    }
    std::uint32_t length = 0;
    std::memcpy(&length, data.data() + 1, sizeof length);
    return data.substr(1 + sizeof length, length);
}

}  // namespace subset
