#include "rows/key_numbers.hpp"

#include "rows/hashing.hpp"

#include <algorithm>

namespace subset {

std::int64_t KeyNumbers::number_of(const Key& key) {
    if (keys_.form() == KeyForm::integer) {
        return key.integer;
    }
    if (is_full(keys_.size(), slots_.size())) {
        grow();
    }
    std::uint32_t& slot = slots_[slot_of(key.bytes)];
    if (slot == 0) {
        keys_.add(key);
        slot = static_cast<std::uint32_t>(keys_.size());
    }
    return slot - 1;
}

std::size_t KeyNumbers::slot_of(std::string_view key) const {
    return probe(hash_of(key), slots_.size(), [&](std::size_t slot) {
        return slots_[slot] == 0 || keys_[slots_[slot] - 1].bytes == key;
    });
}

void KeyNumbers::grow() {
    slots_.assign(std::max(first_capacity, slots_.size() * 2), 0);
    for (std::size_t place = 0; place < keys_.size(); ++place) {
        slots_[slot_of(keys_[place].bytes)] = static_cast<std::uint32_t>(place + 1);
    }
}

}  // namespace subset
