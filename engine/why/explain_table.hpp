// explain_table.hpp
//
// Explains what brought the rows of a table: each root, and each reference and direction, with the
// number of rows that it leads to.
//
// Memory: 16 bytes for each pair of a row and what leads to it.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

namespace subset {

// Throws: what the server says; user_sql, where SQL of the config fails.
// Cost:   no round trip, except for a table that streams: then one for each reference to it.
[[nodiscard]] TableExplanation explain_table(const TwinRows& twin, TableId table, RowSource& source,
                                             pg::CopyChannel& reader);

}  // namespace subset
