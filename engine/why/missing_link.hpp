// missing_link.hpp
//
// Why a row is not in the twin: from the row outward, along references in both directions whatever
// the config says, to rows that are in the twin; the step from there towards the row is the one
// that was not taken. Private to why/.
//
// The nearest such step is told. But that a row which is only required brings no children holds
// nearly everywhere, so a step that an entry of the config forbids goes before it, if one is found
// further up among the parents.
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
    std::string nothing;  // where there is none: how far was searched; no full stop
    // The nearest rows, a few, that would bring the row down if a root of their table with children
    // named them.
    std::vector<RowOf> unnamed;
};

// Requires: the row exists, is not in the twin, and was not dropped.
// Throws: what the server says; user_sql.
// Cost:   a round trip for each reference of each table met (and partition), at most six times; a
//         few more for the answer.
[[nodiscard]] SearchedLink find_missing_link(const TwinRows& twin, const RowOf& row,
                                             pg::CopyChannel& reader);

}  // namespace subset
