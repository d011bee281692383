// unnamed_types.hpp
//
// Finds polymorphic references of which the config names no parent: rows of a type that no
// [[reference]] names come without the rows that they are about, and nothing would say so.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// Returns a sentence for each pair of columns such as commentable_type and commentable_id of which
// rows have such a type. The types themselves are not in it where the config masks them.
// Cost: a round trip for each 20 pairs, of at most 1,000 sampled rows each.
[[nodiscard]] std::vector<std::string> find_unnamed_types(const RowPlan& plan,
                                                          pg::CopyChannel& reader);

}  // namespace subset
