// column_mask.hpp
//
// These values say what is done about each column, as it may hold personal data.
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
    plain,  // nothing was said of it, and [mask] unclassified does not ask about its kind
    masked,
    kept,          // [mask] keep, of its own or of a column that it references
    unclassified,  // nothing was said of it, and [mask] unclassified asks about its kind
    key,           // it tells rows apart or refers to a row, and is not personal in itself
    null,          // it is NULL in every row of the twin
    computed,      // the target computes it from the row's other columns
    no_rows,       // no row comes into its table
};

// A ColumnDecision is what becomes of a column, and who decided so.
struct ColumnDecision {
    ColumnState state = ColumnState::plain;
    std::string reason = {};  // for people
    Place place = {};         // the line of the config that decides; empty where none does
};

// The mask of a column is its own, or the one of a column that it references.
struct ColumnMask {
    std::string text;    // as the config says it: "@email", or SQL
    std::string sql;     // over the row c, in the column's base type
    bool keyed = false;  // needs the key of [mask]
    // The HMAC that `sql` takes parts of, as SQL over the row c; it stands in `sql` word for word.
    // Empty where there is none, or none that a statement may compute before the mask.
    std::string hmac = {};
    std::string column;  // the column that the mask was written for: "public.users.email"
    Place place = {};
    std::optional<SubjectId> rule = {};  // MaskRule::id of the entry that says it
    // SQL of the user's is evaluated: the mask is not one preset alone, or there is mask_when.
    bool own_sql = false;
    std::string filled = {};             // such a mask with SQL in the place of its presets
    std::optional<Text> when = {};       // mask_when of the table
    std::string leaves = {};             // SQL over c: whether mask_when leaves the value as it is
    std::optional<std::string> by = {};  // of @date(by: ...)
    std::string shift = {};              // what is not as usual about how its dates move
    bool permuted = false;               // by @id
    bool by_glob = false;                // the [[table]] entry that says it means several tables
};

// There is one entry for each column of a table.
using MasksOfTable = std::vector<std::optional<ColumnMask>>;
using StatesOfTable = std::vector<ColumnDecision>;

[[nodiscard]] inline bool has_mask(const MasksOfTable& masks) {
    return std::any_of(masks.begin(), masks.end(),
                       [](const auto& mask) { return mask.has_value(); });
}

}  // namespace subset
