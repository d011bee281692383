// array_elements.hpp
//
// Takes apart an array as the server sends it in binary: the elements by which a row refers.
//
// Thread-safety: pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace subset {

// Returns the elements in their order; the views are into `array`. Returns nothing where the bytes
// are no array of at most one dimension, or where one of its elements is NULL.
[[nodiscard]] std::optional<std::vector<std::string_view>> parse_array_elements(
    std::string_view array);

}  // namespace subset
