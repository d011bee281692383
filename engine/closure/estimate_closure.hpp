// estimate_closure.hpp
//
// About what a closure would hold, from statistics alone.
//
// It takes the rows that come by different ways for independent of each other, and those of one
// way for a random choice: two customers of one town order alike, so real closures are mostly a bit
// smaller.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "rows/row_source.hpp"

namespace subset {

// Counts alone; no row is known.
//
// Cost: pure; some hundred passes over the references.
[[nodiscard]] Closure estimate_closure(const RowPlan& plan, const Statistics& statistics);

// Bytes of some rows of a table, by its size in the source.
[[nodiscard]] std::uint64_t estimate_bytes(const Table& table, std::uint64_t rows);

}  // namespace subset
