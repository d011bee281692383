// replace_all.hpp
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace subset {

// Counts the places where `what` stands in the text; they do not overlap.
// Requires: `what` is not empty.
[[nodiscard]] inline std::size_t count_places(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos;
         at = text.find(what, at + what.size())) {
        ++count;
    }
    return count;
}

// Returns the text with `by` wherever `what` stands in it. What is put in is not looked at again.
// Requires: `what` is not empty.
[[nodiscard]] inline std::string replace_all(std::string text, std::string_view what,
                                             std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

}  // namespace subset
