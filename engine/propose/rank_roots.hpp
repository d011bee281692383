// rank_roots.hpp
//
// Ranks the tables that a twin may begin from. The best one is near the top of the reference graph,
// and its rows bring much of the schema along and little of the data. `init` guesses with it.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace subset {

// This column says which rows are the latest.
struct LatestBy {
    std::uint16_t column = 0;
    bool has_nulls = false;  // they would come first in a descending order
};

struct RootCandidate {
    TableId table{};
    std::optional<LatestBy> latest_by;
    std::size_t reached = 0;  // tables below it
    bool by_name = false;     // people give such names to tables that others belong to
    double score = 0;
};

// Finds a key of ascending integers, or an indexed column that says when a row was made.
[[nodiscard]] std::optional<LatestBy> find_latest_by(const Landscape& source, TableId table);

// Returns the candidates, the best first. Tables that cannot be named in [[root]], or cannot come,
// are not among them.
[[nodiscard]] std::vector<RootCandidate> rank_roots(const Landscape& source);

}  // namespace subset
