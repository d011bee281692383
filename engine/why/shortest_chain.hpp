// shortest_chain.hpp
//
// The shortest way by which the rules bring a row in, along what the walk met: from a root, or a
// row of a whole table, up from child rows to their parents always, down from a parent row to its
// children where it is chosen or the reference is followed always. A row that is chosen by one way
// and required by another is two places on the way. Private to why/.
//
// Of equally short ways the one through the first rows by table, mark and row id, along the first
// references: the answer does not depend on the order in which rows came.
//
// Memory: 24 bytes for each row of the closure.
//
// Thread-safety: pure.
#pragma once

#include "why/twin_rows.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace subset {

enum class BroughtBy : std::uint8_t { root, whole, up, down };

struct ChainStep {
    RowOf row;
    bool chosen = false;
    BroughtBy by{};
    // which root; which reference leads here from the step before
    std::uint32_t subject = 0;
};

// From the root to the row, as it is there: chosen or required. Where the first step is a row of a
// table that streams, which row that is must be looked for: it has no id.
//
// Requires: the row is in the closure, and its table does not stream or the row is chosen.
// Cost:   no round trip.
[[nodiscard]] std::vector<ChainStep> find_shortest_chain(const TwinRows& twin, const RowOf& row);

}  // namespace subset
