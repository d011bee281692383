#include "closure/hashing.hpp"
#include "closure/sized_bytes.hpp"
#include "subset/error.hpp"
#include "subset/row_set.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace subset {
namespace {

// A short key is its slot: its length and the highest bit in the highest byte, which no place in
// memory has, and then its bytes.
constexpr std::size_t most_in_slot = 7;
constexpr std::uint64_t in_slot_bit = std::uint64_t{1} << 63U;

std::uint64_t slot_of(std::string_view key) noexcept {
    std::uint64_t value = in_slot_bit >> 56U | key.size();
    for (const char byte : key) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value << 8U * (most_in_slot - key.size());
}

}  // namespace

void KeyList::add_bytes(std::string_view key) {
    if (size_ % keys_in_run == 0) {
        if (size_ > 0) {
            runs_.back().bytes.shrink_to_fit();
        }
        runs_.emplace_back().ends.reserve(size_ == 0 ? 0 : keys_in_run);
    }
    Run& run = runs_.back();
    if (key.size() > std::numeric_limits<std::uint32_t>::max() - run.bytes.size()) {
        throw Error{ErrorKind::limit,
                    "1,024 keys of one reference take more than 4 GB, which is too much to ask for",
                    "Cut the reference, or have it reference something shorter."};
    }
    run.bytes += key;
    run.ends.push_back(static_cast<std::uint32_t>(run.bytes.size()));
    ++size_;
}

void KeyList::clear() noexcept { *this = KeyList{integers_}; }

std::string_view KeyList::bytes_at(std::size_t position) const {
    const Run& run = runs_[position / keys_in_run];
    const std::size_t index = position % keys_in_run;
    const std::size_t begin = index == 0 ? 0 : run.ends[index - 1];
    return std::string_view{run.bytes}.substr(begin, run.ends[index] - begin);
}

// Two bits for each slot say whether it is used and how, so that every integer can be a key.
KeyState KeySet::state(std::size_t slot) const noexcept {
    return static_cast<KeyState>(states_[slot / 32] >> (slot % 32 * 2) & 3U);
}

void KeySet::set_state(std::size_t slot, KeyState state) noexcept {
    const std::size_t shift = slot % 32 * 2;
    states_[slot / 32] = (states_[slot / 32] & ~(std::uint64_t{3} << shift)) |
                         static_cast<std::uint64_t>(state) << shift;
}

std::string_view KeySet::bytes_at(std::uint64_t place) const noexcept {
    return sized_front(std::string_view{chunks_[place / chunk_bytes]}.substr(place % chunk_bytes));
}

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
    if (is_wide_) {
        wide_[slot] = value;
    } else {
        narrow_[slot] = static_cast<std::uint32_t>(value);
    }
}

// Where the value is, or the empty slot where it would go. Requires: a capacity.
std::size_t KeySet::find_value(std::uint64_t value) const noexcept {
    const std::size_t mask = capacity() - 1;
    std::size_t slot = hash_of(value) & mask;
    while (state(slot) != KeyState::absent && slot_at(slot) != value) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

std::size_t KeySet::find_bytes(std::string_view key) const noexcept {
    if (key.size() <= most_in_slot) {
        return find_value(slot_of(key));
    }
    const std::size_t mask = capacity() - 1;
    std::size_t slot = hash_of(key) & mask;
    while (state(slot) != KeyState::absent &&
           ((wide_[slot] & in_slot_bit) != 0 || bytes_at(wide_[slot]) != key)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void KeySet::grow_if_full() {
    if (is_full(size_, capacity())) {
        rebuild(std::max(first_capacity, capacity() * 2), is_wide_);
    }
}

void KeySet::reserve(std::size_t keys) {
    std::size_t wanted = std::max(first_capacity, capacity());
    while (is_full(keys, wanted)) {
        wanted *= 2;
    }
    if (wanted > capacity()) {
        rebuild(wanted, is_wide_);
    }
}

void KeySet::rebuild(std::size_t capacity, bool wide) {
    KeySet old{integers_};
    std::swap(old.narrow_, narrow_);
    std::swap(old.wide_, wide_);
    std::swap(old.states_, states_);
    old.is_wide_ = std::exchange(is_wide_, wide);
    if (wide) {
        wide_.resize(capacity);
    } else {
        narrow_.resize(capacity);
    }
    states_.resize((capacity + 31) / 32);
    for (std::size_t slot = 0; slot < old.capacity(); ++slot) {
        const KeyState state = old.state(slot);
        if (state == KeyState::absent) {
            continue;
        }
        const std::uint64_t value = old.slot_at(slot);
        const std::size_t home =
            integers_ || (value & in_slot_bit) != 0 ? hash_of(value) : hash_of(bytes_at(value));
        std::size_t place = home & (capacity - 1);
        while (this->state(place) != KeyState::absent) {
            place = (place + 1) & (capacity - 1);
        }
        set_slot(place, value);
        set_state(place, state);
    }
}

bool KeySet::want_integer(std::int64_t key) {
    const std::size_t slot = add_integer(key);
    if (state(slot) != KeyState::absent) {
        return false;
    }
    insert(slot, KeyState::wanted);
    return true;
}

void KeySet::know_integer(std::int64_t key) { insert(add_integer(key), KeyState::known); }

// Where the key is, also where it is new; then its state is still to be set.
std::size_t KeySet::add_integer(std::int64_t key) {
    const auto value = static_cast<std::uint64_t>(key);
    if (!is_wide_ && value > std::numeric_limits<std::uint32_t>::max()) {
        rebuild(std::max(first_capacity, capacity()), true);
    }
    grow_if_full();
    const std::size_t slot = find_value(value);
    set_slot(slot, value);
    return slot;
}

bool KeySet::want_bytes(std::string_view key) {
    const std::size_t slot = add_bytes(key);
    if (state(slot) != KeyState::absent) {
        return false;
    }
    insert(slot, KeyState::wanted);
    return true;
}

void KeySet::know_bytes(std::string_view key) { insert(add_bytes(key), KeyState::known); }

// Where the key is, also where it is new; then its state is still to be set.
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

void KeySet::forget_integer(std::int64_t key) {
    if (state_of_integer(key) == KeyState::known) {
        set_state(find_value(static_cast<std::uint64_t>(key)), KeyState::wanted);
    }
}

void KeySet::forget_bytes(std::string_view key) {
    if (state_of_bytes(key) == KeyState::known) {
        set_state(find_bytes(key), KeyState::wanted);
    }
}

void KeySet::insert(std::size_t slot, KeyState new_state) {
    size_ += state(slot) == KeyState::absent ? 1 : 0;
    set_state(slot, new_state);
}

KeyState KeySet::state_of_integer(std::int64_t key) const noexcept {
    const auto value = static_cast<std::uint64_t>(key);
    const bool fits = is_wide_ || value <= std::numeric_limits<std::uint32_t>::max();
    return capacity() == 0 || !fits ? KeyState::absent : state(find_value(value));
}

KeyState KeySet::state_of_bytes(std::string_view key) const noexcept {
    return capacity() == 0 ? KeyState::absent : state(find_bytes(key));
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
