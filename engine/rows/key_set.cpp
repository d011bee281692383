#include "rows/hashing.hpp"
#include "rows/key_slots.hpp"
#include "rows/keys.hpp"
#include "rows/sized_bytes.hpp"

#include <algorithm>

namespace subset {
namespace {

std::uint64_t slot_of(std::string_view key) noexcept {
    std::uint64_t value = in_slot_bit >> 56U | key.size();
    for (const char byte : key) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value << 8U * (most_in_slot - key.size());
}

}  // namespace

// Where the key now is. One that is longer than a chunk has one of its own.
std::uint64_t KeySet::store_bytes(std::string_view key) {
    constexpr std::size_t most_length_bytes = 5;
    const std::size_t needed = key.size() + most_length_bytes;
    if (chunks_.empty() || chunks_.back().size() + needed > chunk_bytes) {
        chunks_.emplace_back().reserve(chunks_.size() == 1 ? needed
                                                           : std::max(needed, chunk_bytes));
    }
    std::string& chunk = chunks_.back();
    const std::uint64_t place = (chunks_.size() - 1) * chunk_bytes + chunk.size();
    append_length(chunk, key.size());
    chunk += key;
    return place;
}

void KeySet::set_slot(std::size_t slot, std::uint64_t value) noexcept {
    if (form_ == Form::wide) {
        wide_[slot] = value;
    } else if (form_ == Form::narrow) {
        narrow_[slot] = static_cast<std::uint32_t>(value);
    }
}

// Where the value is, or the empty slot where it would go. Requires: it fits, and a capacity.
std::size_t KeySet::find_value(std::uint64_t value) const noexcept {
    if (form_ == Form::dense) {
        return value - static_cast<std::uint64_t>(first_);
    }
    return probe(hash_of(value), capacity(), [&](std::size_t slot) {
        return state(slot) == KeyState::absent || slot_at(slot) == value;
    });
}

std::size_t KeySet::find_bytes(std::string_view key) const noexcept {
    if (key.size() <= most_in_slot) {
        return find_value(slot_of(key));
    }
    return probe(hash_of(key), capacity(), [&](std::size_t slot) {
        return state(slot) == KeyState::absent ||
               ((wide_[slot] & in_slot_bit) == 0 && bytes_at(wide_[slot]) == key);
    });
}

bool KeySet::want(const Key& key) {
    const std::size_t slot = add(key);
    if (state(slot) != KeyState::absent) {
        return false;
    }
    insert(slot, KeyState::wanted);
    return true;
}

void KeySet::forget(const Key& key) {
    if (state_of(key) == KeyState::known) {
        set_state(find(key), KeyState::wanted);
    }
}

KeyState KeySet::state_of(const Key& key) const noexcept {
    const bool outside =
        key_form_ == KeyForm::integer && !fits(static_cast<std::uint64_t>(key.integer));
    return capacity() == 0 || outside ? KeyState::absent : state(find(key));
}

// Requires: a capacity, and that it fits.
std::size_t KeySet::find(const Key& key) const noexcept {
    return key_form_ == KeyForm::integer ? find_value(static_cast<std::uint64_t>(key.integer))
                                         : find_bytes(key.bytes);
}

// Where the key is, also where it is new; then its state is still to be set.
std::size_t KeySet::add(const Key& key) {
    return key_form_ == KeyForm::integer ? add_integer(key.integer) : add_bytes(key.bytes);
}

std::size_t KeySet::add_integer(std::int64_t key) {
    make_room_for(key);
    const std::size_t slot = find_value(static_cast<std::uint64_t>(key));
    set_slot(slot, static_cast<std::uint64_t>(key));
    return slot;
}

std::size_t KeySet::add_bytes(std::string_view key) {
    grow_if_full();
    const std::size_t slot = find_bytes(key);
    if (state(slot) != KeyState::absent) {
        return slot;
    }
    if (key.size() <= most_in_slot) {
        set_slot(slot, slot_of(key));
    } else {
        set_slot(slot, store_bytes(key));
    }
    return slot;
}

void KeySet::insert(std::size_t slot, KeyState new_state) {
    size_ += state(slot) == KeyState::absent ? 1 : 0;
    set_state(slot, new_state);
}

std::size_t KeySet::memory_bytes() const noexcept {
    std::size_t bytes = 0;
    for (const std::string& chunk : chunks_) {
        bytes += chunk.capacity();
    }
    return narrow_.capacity() * sizeof(std::uint32_t) +
           (wide_.capacity() + states_.capacity()) * sizeof(std::uint64_t) + bytes;
}

}  // namespace subset
