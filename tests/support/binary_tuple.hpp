// binary_tuple.hpp
//
// Makes rows in the binary COPY format by hand.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace subset::testing_support {

// Makes a tuple as the server sends it.
inline std::string make_tuple(const std::vector<std::optional<std::string>>& fields) {
    std::string tuple{static_cast<char>(fields.size() >> 8),
                      static_cast<char>(fields.size() & 0xff)};
    for (const auto& field : fields) {
        const std::size_t length = field ? field->size() : 0xffffffff;
        for (int shift = 24; shift >= 0; shift -= 8) {
            tuple += static_cast<char>(length >> shift & 0xff);
        }
        tuple += field.value_or("");
    }
    return tuple;
}

}  // namespace subset::testing_support
