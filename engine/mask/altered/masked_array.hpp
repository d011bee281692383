// masked_array.hpp
//
// Renders the SQL that masks the elements of an array.
//
// Thread-safety: pure functions.
#pragma once

#include <functional>
#include <string>

namespace subset {

// Masks each element that is not NULL by what `mask` renders for it. The array keeps its dimensions
// and where they begin. `value` is SQL of an array.
[[nodiscard]] std::string render_masked_array(
    const std::string& value, const std::string& element_type,
    const std::function<std::string(const std::string& element)>& mask);

}  // namespace subset
