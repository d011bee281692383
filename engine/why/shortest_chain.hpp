// shortest_chain.hpp
//
// Finds the shortest way by which the rules bring a row in, along what the walk met. It begins at a
// root, or at a row of a whole table. It goes up from child rows to their parents always, and down
// from a parent row to its children where the parent is chosen or the reference is followed always.
// A row that is chosen by one way and required by another is two nodes of the search. Private to
// why/.
//
// Of equally short ways it takes the one through the first rows by table, mark and row id, along
// the first references. So the answer does not depend on the order in which rows came.
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
    // The index of the root, or the reference that leads here from the step before.
    std::uint32_t subject = 0;
};

// Returns the chain from the root to the row, which is there as chosen or as required. Where the
// first step is a row of a table that streams, the row has no id, and the caller must look for it.
//
// Requires: the row is in the closure, and its table does not stream or the row is chosen.
// Cost:     no round trip.
[[nodiscard]] std::vector<ChainStep> find_shortest_chain(const TwinRows& twin, const RowOf& row);

}  // namespace subset
