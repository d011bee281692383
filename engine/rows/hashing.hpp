// hashing.hpp
//
// What the tables of row ids and of keys have in common.
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

inline bool is_full(std::size_t size, std::size_t capacity) noexcept {
    return (size + 1) * 4 > capacity * 3;
}

}  // namespace subset
