// rank_roots.hpp
//
// Which table a twin is best begun from: one near the top of the reference graph whose rows bring
// much of the schema along and little of the data. What `init` guesses by.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace subset {

// The column that says which rows are the latest.
struct LatestBy {
    std::uint16_t column = 0;
    bool has_nulls = false;  // they would come first
};

struct RootCandidate {
    TableId table{};
    std::optional<LatestBy> latest_by;
    std::size_t reached = 0;  // tables below it
    bool by_name = false;     // people call such tables so
    double score = 0;
};

// A key of ascending integers, or an indexed column of when a row was made.
[[nodiscard]] std::optional<LatestBy> find_latest_by(const Landscape& source, TableId table);

// The best first; tables that cannot be named in [[root]], or cannot come, are not among them.
[[nodiscard]] std::vector<RootCandidate> rank_roots(const Landscape& source);

}  // namespace subset
