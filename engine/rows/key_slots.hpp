// key_slots.hpp
//
// What a slot of a key set holds. Private to key_set.cpp and key_slots.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace subset {

// A short key is its slot: its length and the highest bit in the highest byte, which no place in
// memory has, and then its bytes.
inline constexpr std::size_t most_in_slot = 7;
inline constexpr std::uint64_t in_slot_bit = std::uint64_t{1} << 63U;

}  // namespace subset
