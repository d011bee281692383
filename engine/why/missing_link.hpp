// missing_link.hpp
//
// Finds out why a row is not in the twin. The search goes from the row outward, along references in
// both directions, whatever the config says, until it meets rows that are in the twin. The step
// from there towards the row is the one that was not taken. Private to why/.
//
// The answer is the nearest such step. But nearly everywhere there is a row that brings no children
// because it is only required. So a step that an entry of the config forbids goes first, if one is
// found further up among the parents.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

struct SearchedLink {
    std::optional<MissingLink> link;
    std::string nothing;  // how far was searched, where there is no step; no full stop
    // These are a few of the nearest rows that would bring the row down if they were named by a
    // root of their table that takes children along.
    std::vector<RowOf> unnamed;
};

// Requires: the row exists, is not in the twin, and was not dropped.
// Throws:   what the server says; user_sql.
// Cost:     a round trip for each reference of each table met (and partition), at most six times; a
//           few more for the answer.
[[nodiscard]] SearchedLink find_missing_link(const TwinRows& twin, const RowOf& row,
                                             pg::CopyChannel& reader);

}  // namespace subset
