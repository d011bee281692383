// try_json_paths.hpp
//
// Looks whether the paths of @json meet anything: a path that is mistyped, or that production has
// renamed, would let values through. Looks, too, for names and numbers that are used as keys, which
// @json leaves.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <vector>

namespace subset {

struct JsonPathsTried {
    std::vector<Fault> faults;    // paths that meet nothing; keys, where `strict`
    std::vector<Fault> warnings;  // no document to look at; keys that look like data
};

// Where `strict`, keys that look like data are a fault.
//
// Requires: the plan has no faults.
// Throws:   connection; interrupted.
// Cost:     a round trip for each column masked by @json, over 1,000 rows; where a path meets
//           nothing in these, one over 100,000, and one for the keys that are there.
[[nodiscard]] JsonPathsTried try_json_paths(const RowPlan& plan, bool strict,
                                            pg::CopyChannel& reader);

}  // namespace subset
