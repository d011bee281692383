// hashing.hpp
//
// What the tables of row ids and of keys have in common: open addressing with linear probing.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace subset {

inline constexpr std::size_t first_capacity = 16;

// A finalizer that spreads consecutive integers over the whole table (splitmix64).
inline std::size_t hash_of(std::uint64_t value) noexcept {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9U;
    value ^= value >> 27;
    value *= 0x94d049bb133111ebU;
    value ^= value >> 31;
    return value;
}

inline std::size_t hash_of(std::string_view bytes) noexcept {
    return hash_of(std::hash<std::string_view>{}(bytes));
}

// The first slot from the hash's own on at which the search may end: where what is looked for is,
// or the free one where it would go. Requires: a capacity that is a power of two, and a free slot.
template <typename Ends>
std::size_t probe(std::size_t hash, std::size_t capacity, const Ends& ends) noexcept {
    const std::size_t mask = capacity - 1;
    std::size_t slot = hash & mask;
    while (!ends(slot)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

inline bool is_full(std::size_t size, std::size_t capacity) noexcept {
    return (size + 1) * 4 > capacity * 3;
}

// The least capacity, and not below the other one, that is not full with so many.
inline std::size_t capacity_for(std::size_t size, std::size_t least = first_capacity) noexcept {
    std::size_t capacity = least;
    while (is_full(size, capacity)) {
        capacity *= 2;
    }
    return capacity;
}

}  // namespace subset
