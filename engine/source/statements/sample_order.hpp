// sample_order.hpp
//
// The order in which TABLESAMPLE BERNOULLI takes rows while its percentage grows: the first half of
// a sample of 4 % is the sample of 2 % with the same seed.
//
// Thread-safety: pure.
#pragma once

#include "rows/row_set.hpp"

#include <cstdint>
#include <vector>

namespace subset {

// `seed` is what stands in REPEATABLE.
void order_as_sampled(std::vector<RowId>& rows, std::int64_t seed);

// The number of a row that the server holds against the percentage (POSTGRES.md 61).
[[nodiscard]] std::uint32_t sample_number(RowId row, std::int64_t seed);

}  // namespace subset
