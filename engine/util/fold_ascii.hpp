// fold_ascii.hpp
//
// Makes capital letters of ASCII small and leaves all others, as PostgreSQL does with names without
// quotes, and as schemes and parameters of a url are compared.
//
// Thread-safety: pure function.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace subset {

[[nodiscard]] inline std::string fold_ascii(std::string_view text) {
    std::string folded{text};
    std::transform(folded.begin(), folded.end(), folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return folded;
}

}  // namespace subset
