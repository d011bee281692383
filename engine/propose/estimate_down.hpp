// estimate_down.hpp
//
// Estimates how many rows come down from some rows of a root, by the average number of children
// that a parent row has. `init` guesses with it.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace subset {

// `init` asks for so many rows of a root.
inline constexpr std::uint64_t root_limit = 50;

// This is a limit for a reference whose parent rows have too many children.
struct ChildLimit {
    ReferenceId reference{};
    std::uint64_t limit = 0;
    double average = 0;  // children of a parent row
};

struct DownEstimate {
    IdVector<TableId, double> rows;
    double total = 0;
};

// Estimates how many rows come down. Where tables reference each other in a cycle, one round of it
// is counted.
// Cost: O(tables + references).
[[nodiscard]] DownEstimate estimate_down(const Landscape& source, TableId root,
                                         const std::vector<ChildLimit>& limits = {});

// Proposes limits, by reference, where many rows would come down: for every reference that brings
// far more rows than anybody wants of one parent row, and for further ones as long as all together
// would be too many.
[[nodiscard]] std::vector<ChildLimit> propose_child_limits(const Landscape& source, TableId root);

}  // namespace subset
