// estimate_down.hpp
//
// About how many rows come down from some rows of a root, by the average number of children that a
// parent row has. What `init` guesses by.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace subset {

// How many rows `init` asks for of a root.
inline constexpr std::uint64_t root_limit = 50;

// A limit for a reference whose parent rows have too many children.
struct ChildLimit {
    ReferenceId reference{};
    std::uint64_t limit = 0;
    double average = 0;  // children of a parent row
};

struct DownEstimate {
    std::vector<double> rows;  // by TableId
    double total = 0;
};

// Where tables reference each other in a cycle, one round of it. Cost: O(tables + references).
[[nodiscard]] DownEstimate estimate_down(const Landscape& source, TableId root,
                                         const std::vector<ChildLimit>& limits = {});

// Where much would come down, limits for every reference that brings far more rows than anybody
// wants of one parent row, and for more of them while all together would be too many; by reference.
[[nodiscard]] std::vector<ChildLimit> propose_child_limits(const Landscape& source, TableId root);

}  // namespace subset
