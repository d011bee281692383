// key_numbers.hpp
//
// A number for each distinct key, so that what is told of keys can be kept in a few bytes: an
// integer is its own, any other gets its place among those that came.
//
// Memory: nothing for integers; each other key's length and 8 to 16 bytes more.
//
// Thread-safety: const members from any thread while nobody writes.
#pragma once

#include "rows/keys.hpp"

#include <cstdint>
#include <vector>

namespace subset {

class KeyNumbers {
public:
    explicit KeyNumbers(KeyForm form) : keys_{form} {}

    [[nodiscard]] std::int64_t number_of(const Key& key);

    // Of other keys than integers: all that came, each at the place that is its number.
    [[nodiscard]] const KeyList& keys() const noexcept { return keys_; }

private:
    // Where the key is, or would go. Requires: a free slot.
    [[nodiscard]] std::size_t slot_of(std::string_view key) const;
    void grow();

    KeyList keys_;
    std::vector<std::uint32_t> slots_;  // places in keys_, from 1; 0: free
};

}  // namespace subset
