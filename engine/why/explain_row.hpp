// explain_row.hpp
//
// Explains why a row is in the twin, or why it is not.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/explanation.hpp"
#include "why/find_row.hpp"
#include "why/twin_rows.hpp"

namespace subset {

// Requires: asked.row exists, and its table does not stay empty.
// Throws:   what the server says; user_sql, where SQL of the config fails.
// Cost:     a round trip for each table of the chain, or partition; where the row is not in the
//           twin, one for each root of its table, and those of find_missing_link().
[[nodiscard]] RowExplanation explain_row(const TwinRows& twin, const Asked& asked,
                                         pg::CopyChannel& reader);

}  // namespace subset
