// mask_sql.hpp
//
// Finds the presets that stand in the SQL of a mask. A preset is an operator token "@" that stands
// directly before the name of one, so that an "@" in a text, in a quoted name, in a comment or in a
// longer operator is none. Before a column's name it is PostgreSQL's operator for absolute values,
// and before any other word it is a slip.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/preset.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct PresetInSql {
    std::size_t begin = 0;  // of "@" in the SQL
    std::size_t end = 0;    // behind the name, or behind the closing parenthesis
    PresetCall call;
};

// Throws: Error(config) without a place, where "@" stands before a word that is neither a preset
//         nor a column of the table, and where a preset is not written as it must be.
[[nodiscard]] std::vector<PresetInSql> find_presets(std::string_view sql, const Table& table);

// Returns the first preset's name, "@email", that PostgreSQL takes for a part of the operator in
// front of it, as in "c.x||@email".
[[nodiscard]] std::optional<std::string> find_glued_preset(std::string_view sql);

// Whether the mask is more than one preset, so that SQL of the user's is evaluated. A mask of which
// this is not true can be parsed by parse_preset().
[[nodiscard]] bool has_own_sql(std::string_view mask);

// Whether the preset stands in the mask, alone or within SQL.
[[nodiscard]] bool has_preset(std::string_view mask, Preset preset);

// Whether the mask is nothing but the column itself: c.name.
[[nodiscard]] bool is_column_itself(std::string_view mask, std::string_view column);

// Writes the SQL with `render(call)` in the place of each preset.
[[nodiscard]] std::string replace_presets(
    std::string_view sql, const std::vector<PresetInSql>& presets,
    const std::function<std::string(const PresetCall&)>& render);

}  // namespace subset
