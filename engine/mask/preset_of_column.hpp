// preset_of_column.hpp
//
// Tells masks whose values may be shown from those that may have left a value as it was, and masks
// that read nothing from all others.
//
// Thread-safety: pure.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_mask.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace subset {

// Whether the mask is a preset of the column's own value, without arguments. What it makes is
// nobody's value, and keeps a plain unique column unique; SQL, a preset of another column, and one
// that keeps a part of the value may do neither.
[[nodiscard]] inline bool is_preset_of_column(const ColumnMask& mask) {
    return !mask.own_sql && mask.text.find('(') == std::string::npos;
}

// Whether the mask looks at no column of the row: neither at c nor at a column's bare name. A word
// of a text counts as one, too.
[[nodiscard]] inline bool reads_nothing(const ColumnMask& mask, const Table& table) {
    const auto is_word = [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
               static_cast<unsigned char>(letter) >= 0x80;
    };
    const auto mentions = [&](const std::string& name) {
        for (auto at = mask.sql.find(name); at != std::string::npos;
             at = mask.sql.find(name, at + 1)) {
            const auto end = at + name.size();
            if ((at == 0 || !is_word(mask.sql[at - 1])) &&
                (end == mask.sql.size() || !is_word(mask.sql[end]))) {
                return true;
            }
        }
        return false;
    };
    return !mentions("c") &&
           std::none_of(table.columns.begin(), table.columns.end(),
                        [&](const Column& column) { return mentions(column.name); });
}

}  // namespace subset
