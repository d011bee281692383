// sequence_places.hpp
//
// Decides where the twin's sequences go on.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "plan/row_plan.hpp"

#include <cstdint>
#include <vector>

namespace subset {

// Returns the sequences as the source has them. But one whose column is masked by @id stands at the
// last number of as many bits as its own: @id permutes the numbers of equal length, and the next
// one must be none of them.
[[nodiscard]] std::vector<Sequence> find_sequence_places(const RowPlan& plan);

// Returns the last number that @id may make of the value or of one before it.
[[nodiscard]] std::int64_t end_of_bit_length(std::int64_t value) noexcept;

}  // namespace subset
