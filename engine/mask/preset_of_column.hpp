// preset_of_column.hpp
//
// Tells masks whose values may be shown from those that may have left a value as it was.
//
// Thread-safety: pure.
#pragma once

#include "mask/column_mask.hpp"

#include <string>

namespace subset {

// Whether the mask is a preset of the column's own value, without arguments. What it makes is
// nobody's value, and keeps a plain unique column unique; SQL, a preset of another column, and one
// that keeps a part of the value may do neither.
[[nodiscard]] inline bool is_preset_of_column(const ColumnMask& mask) {
    return !mask.own_sql && mask.text.find('(') == std::string::npos;
}

}  // namespace subset
