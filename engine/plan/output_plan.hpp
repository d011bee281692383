// output_plan.hpp
//
// The output plan says what the twin's rows are made of when they leave the source, and which parts
// of the plan the target has.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// This is a column of the twin's rows. `sql` is what the source is asked for; a mask, or a NULL, is
// just another `sql`.
struct OutputColumn {
    std::string name;
    std::string sql;
    std::string type;
    std::string hmac = {};  // that a mask takes parts of: ColumnMask::hmac
    // It is the same as `sql`, where the row c has the values of TableOutput::computed_once beside
    // this column. It is empty where nothing of `sql` is among them.
    std::string sql_over_computed = {};
};

// Returns the name that a value of TableOutput::computed_once has in a row, as SQL.
[[nodiscard]] std::string name_of_computed(std::size_t index);

enum class CopyFormat : std::uint8_t { binary, text };

struct TableOutput {
    CopyFormat format = CopyFormat::binary;
    // Rows are read in two steps: ids and keys first, then the output by id. This is so where the
    // output must be read under another search_path than the user's SQL, or where one SELECT list
    // could not hold both.
    bool tuples_apart = false;
    std::vector<OutputColumn> columns;  // generated columns are not among them
    // SQL over c that stands in several places of the columns' SQL (tables/computed_once.hpp).
    std::vector<std::string> computed_once;
    // For each key value of the table, this is the index of the output column that has the very
    // same value, if there is one (integers keep their own width). Rows that come with their output
    // need not bring such a value twice.
    std::vector<std::optional<std::uint16_t>> key_columns;
    bool in_twin = true;  // false where a target that keeps its own schema has no such table

    // Whether the key value comes beside the output.
    [[nodiscard]] bool is_beside(std::size_t key_value) const noexcept {
        return !key_columns[key_value];
    }
};

struct ReferenceOutput {
    // For each child table, these are the indexes of the output columns that a cut or a dangling
    // row NULLs.
    std::map<TableId, Slots> nulled;
    // It is false where a target that keeps its own schema lacks what the reference is made of.
    bool in_twin = true;

    // Returns the indexes for that child table; they are empty where it is not one of the child
    // tables.
    [[nodiscard]] const Slots& nulled_in(TableId child) const;
};

struct OutputPlan {
    IdVector<TableId, TableOutput> outputs;
    IdVector<ReferenceId, ReferenceOutput> reference_outputs;

    [[nodiscard]] const TableOutput& output(TableId id) const { return outputs[id]; }
    [[nodiscard]] const ReferenceOutput& output(ReferenceId id) const {
        return reference_outputs[id];
    }
    [[nodiscard]] bool in_twin(TableId id) const { return output(id).in_twin; }
    [[nodiscard]] bool in_twin(ReferenceId id) const { return output(id).in_twin; }
};

}  // namespace subset
