// find_row.hpp
//
// Finds in the catalog and in the source what `why` is asked about.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

#include <optional>

namespace subset {

struct Asked {
    TableId table{};
    bool by_key = false;  // one row; otherwise the table
    // It is nothing where no row has the key, and where the source's role cannot read the table.
    std::optional<RowId> row;
    bool readable = true;
};

// Throws: usage, where there is no such table, it has no primary key to name a row by, or the
//         values are not of its types; what the server says.
// Cost:   a round trip where a row is asked for.
[[nodiscard]] Asked find_asked(const RowPlan& plan, const Question& question,
                               pg::CopyChannel& reader);

// Explains what needs no closure to be answered: a row that does not exist, and a table that stays
// empty.
[[nodiscard]] std::optional<Explanation> explain_at_once(const RowPlan& plan,
                                                         const Question& question,
                                                         const Asked& asked);

}  // namespace subset
