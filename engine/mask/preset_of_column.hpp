// preset_of_column.hpp
//
// Tells masks whose values may be shown from those that may have left a value as it was.
//
// Thread-safety: pure.
#pragma once

#include "mask/column_mask.hpp"
#include "mask/parse/mask_sql.hpp"

#include <string>

namespace subset {

// Whether the mask is a preset of the column's own value. What it makes is nobody's value, and
// keeps a plain unique column unique; SQL, or a preset of another column, may do neither.
[[nodiscard]] inline bool is_preset_of_column(const ColumnMask& mask) {
    return !has_own_sql(mask.text) && mask.text.find("c.") == std::string::npos;
}

}  // namespace subset
