// column_mask.hpp
//
// These values say what is done about a column that may hold personal data.
//
// Thread-safety: values.
#pragma once

#include "subset/config.hpp"
#include "subset/error.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// ColumnState says what a run does about the personal data that a column may hold.
enum class ColumnState : std::uint8_t {
    plain,  // of a kind that is not asked about: a number, a boolean ...
    masked,
    kept,          // [mask] keep
    unclassified,  // may be personal, and nothing was said of it
};

// The mask of a column is its own, or the one of a column that it references.
struct ColumnMask {
    std::string text;    // as the config says it: "@email", or SQL
    std::string sql;     // over the row c, in the column's base type
    bool keyed = false;  // needs the key of [mask]
    std::string column;  // the column that the mask was written for: "public.users.email"
    Place place = {};
    std::optional<SubjectId> rule = {};  // MaskRule::id of the entry that says it
    // SQL of the user's is evaluated: the mask is not one preset alone, or there is mask_when.
    bool own_sql = false;
    std::string filled = {};        // such a mask with SQL in the place of its presets
    std::optional<Text> when = {};  // mask_when of the table
    std::string leaves = {};        // SQL over c: whether mask_when leaves the value as it is
};

// There is one entry for each column of a table.
using MasksOfTable = std::vector<std::optional<ColumnMask>>;
using StatesOfTable = std::vector<ColumnState>;

[[nodiscard]] inline bool has_mask(const MasksOfTable& masks) {
    return std::any_of(masks.begin(), masks.end(),
                       [](const auto& mask) { return mask.has_value(); });
}

}  // namespace subset
