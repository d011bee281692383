// guess_column.hpp
//
// Guesses what becomes of one column from its name, its type and what its values look like.
// Private to propose/. Thread-safety: pure function.
#pragma once

#include "mask/columns/column_states.hpp"
#include "preflight/look_at_columns.hpp"

#include <string>

namespace subset {

// What a column is to its table, and to others.
struct ColumnRole {
    bool key = false;        // of its table, or others reference it
    bool unique = false;     // no two rows have the same value
    bool metadata = false;   // a tool keeps there what it is to do with the schema
    bool free_text = false;  // by its name and its table's
};

// The mask is empty where the column is kept.
struct ColumnGuess {
    std::string mask;
    std::string why;
};

// A column is kept only where its name or its values say that nothing personal is in there; what
// nothing is known of is masked, until a person has looked at it.
[[nodiscard]] ColumnGuess guess_column(const Column& column, const UnclassifiedColumn& unclassified,
                                       const ColumnLook& look, const ColumnRole& role);

}  // namespace subset
