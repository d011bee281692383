// contains.hpp
//
// Tells whether a vector holds a value, which is looked for from its beginning. Foundation.
#pragma once

#include <algorithm>
#include <vector>

namespace subset {

template <typename T, typename Value>
[[nodiscard]] bool contains(const std::vector<T>& values, const Value& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace subset
