// raise_sequences.hpp
//
// mode = "add": sequences of the target go on past the values that came, and are never lowered.
// Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"
#include "script/add/merge_sql.hpp"
#include "twin/schema/kept_schema.hpp"

#include <span>
#include <string>

namespace subset {

// Renders the last number that has as many bits as the value, where all below 256 count as one
// length: @id makes of a value any other of its length. `value` is SQL of an int8.
[[nodiscard]] std::string render_end_of_length(const std::string& value);

struct RaisedSequences {
    // Queries whose rows are statements; each may be empty. ALTER SEQUENCE goes with a failed run.
    std::string restarts;
    // Of sequences that are another role's: to be run last, as no failure undoes setval.
    std::string setval;
};

[[nodiscard]] RaisedSequences raise_sequences(const RowPlan& plan, const KeptSchema& kept,
                                              std::span<const MergeTable> tables);

}  // namespace subset
