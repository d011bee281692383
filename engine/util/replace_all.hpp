// replace_all.hpp
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace subset {

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
