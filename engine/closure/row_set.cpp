#include "subset/row_set.hpp"

#include <algorithm>
#include <cstring>

namespace subset {
namespace {

constexpr std::size_t first_capacity = 16;

// A finalizer that spreads consecutive integers over the whole table (splitmix64).
std::size_t hash_of(std::uint64_t value) noexcept {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9U;
    value ^= value >> 27;
    value *= 0x94d049bb133111ebU;
    value ^= value >> 31;
    return value;
}

std::size_t hash_of(std::string_view bytes) noexcept {
    return hash_of(std::hash<std::string_view>{}(bytes));
}

bool is_full(std::size_t size, std::size_t capacity) noexcept {
    return (size + 1) * 4 > capacity * 3;
}

void append_length(std::string& text, std::size_t length) {
    const auto value = static_cast<std::uint32_t>(length);
    text.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint32_t length_at(const char* place) noexcept {
    std::uint32_t value = 0;
    std::memcpy(&value, place, sizeof value);
    return value;
}

}  // namespace

bool RowSet::insert(RowId id) {
    if (is_full(size_, slots_.size())) {
        grow();
    }
    const auto value = static_cast<std::uint64_t>(id);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash_of(value) & mask;; slot = (slot + 1) & mask) {
        if (slots_[slot] == value) {
            return false;
        }
        if (slots_[slot] == 0) {
            slots_[slot] = value;
            ++size_;
            return true;
        }
    }
}

bool RowSet::contains(RowId id) const noexcept {
    if (slots_.empty()) {
        return false;
    }
    const auto value = static_cast<std::uint64_t>(id);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash_of(value) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if (slots_[slot] == value) {
            return true;
        }
    }
    return false;
}

void RowSet::grow() {
    std::vector<std::uint64_t> old(std::max(first_capacity, slots_.size() * 2));
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const std::uint64_t value : old) {
        if (value != 0) {
            std::size_t slot = hash_of(value) & mask;
            while (slots_[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots_[slot] = value;
        }
    }
}

void KeyList::add_bytes(std::string_view key) {
    bytes_ += key;
    ends_.push_back(bytes_.size());
}

void KeyList::clear() noexcept {
    numbers_ = {};
    bytes_ = {};
    ends_ = {};
}

std::string_view KeyList::bytes_at(std::size_t position) const {
    const std::size_t begin = position == 0 ? 0 : ends_[position - 1];
    return std::string_view{bytes_}.substr(begin, ends_[position] - begin);
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

std::string_view KeySet::bytes_in(std::size_t slot) const noexcept {
    const char* place = bytes_.data() + slots_[slot];
    return {place + sizeof(std::uint32_t), length_at(place)};
}

// Where the key is, or the empty slot where it would go. Requires: slots_ not empty.
std::size_t KeySet::find_integer(std::int64_t key) const noexcept {
    const auto value = static_cast<std::uint64_t>(key);
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash_of(value) & mask;
    while (state(slot) != KeyState::absent && slots_[slot] != value) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

std::size_t KeySet::find_bytes(std::string_view key) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash_of(key) & mask;
    while (state(slot) != KeyState::absent && bytes_in(slot) != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void KeySet::grow_if_full() {
    if (!is_full(size_, slots_.size())) {
        return;
    }
    std::vector<std::uint64_t> old_slots(std::max(first_capacity, slots_.size() * 2));
    std::vector<std::uint64_t> old_states((old_slots.size() + 31) / 32);
    old_slots.swap(slots_);
    old_states.swap(states_);
    for (std::size_t slot = 0; slot < old_slots.size(); ++slot) {
        const auto state = static_cast<KeyState>(old_states[slot / 32] >> (slot % 32 * 2) & 3U);
        if (state == KeyState::absent) {
            continue;
        }
        const std::uint64_t value = old_slots[slot];
        const std::size_t home =
            integers_ ? hash_of(value)
                      : hash_of(std::string_view{bytes_.data() + value + sizeof(std::uint32_t),
                                                 length_at(bytes_.data() + value)});
        std::size_t place = home & (slots_.size() - 1);
        while (this->state(place) != KeyState::absent) {
            place = (place + 1) & (slots_.size() - 1);
        }
        slots_[place] = value;
        set_state(place, state);
    }
}

bool KeySet::want_integer(std::int64_t key) {
    grow_if_full();
    const std::size_t slot = find_integer(key);
    if (state(slot) != KeyState::absent) {
        return false;
    }
    slots_[slot] = static_cast<std::uint64_t>(key);
    insert(slot, KeyState::wanted);
    return true;
}

void KeySet::know_integer(std::int64_t key) {
    grow_if_full();
    const std::size_t slot = find_integer(key);
    slots_[slot] = static_cast<std::uint64_t>(key);
    insert(slot, KeyState::known);
}

bool KeySet::want_bytes(std::string_view key) {
    grow_if_full();
    const std::size_t slot = find_bytes(key);
    if (state(slot) != KeyState::absent) {
        return false;
    }
    slots_[slot] = bytes_.size();
    append_length(bytes_, key.size());
    bytes_ += key;
    insert(slot, KeyState::wanted);
    return true;
}

void KeySet::know_bytes(std::string_view key) {
    (void)want_bytes(key);
    insert(find_bytes(key), KeyState::known);
}

void KeySet::forget_integer(std::int64_t key) {
    if (state_of_integer(key) == KeyState::known) {
        set_state(find_integer(key), KeyState::wanted);
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
    return slots_.empty() ? KeyState::absent : state(find_integer(key));
}

KeyState KeySet::state_of_bytes(std::string_view key) const noexcept {
    return slots_.empty() ? KeyState::absent : state(find_bytes(key));
}

std::size_t KeySet::memory_bytes() const noexcept {
    return (slots_.capacity() + states_.capacity()) * sizeof(std::uint64_t) + bytes_.capacity();
}

std::optional<std::string_view> encode_key(std::span<const KeyPart> parts, std::string& scratch) {
    scratch.clear();
    for (const KeyPart& part : parts) {
        if (!part) {
            return std::nullopt;
        }
        append_length(scratch, part->size());
        scratch += *part;
    }
    return scratch;
}

std::vector<std::string_view> decode_key(std::string_view key) {
    std::vector<std::string_view> parts;
    while (!key.empty()) {
        // length_at() reads four bytes, which a whole key has.
        const std::uint32_t length =
            length_at(key.data());  // NOLINT(bugprone-suspicious-stringview-data-usage)
        parts.push_back(key.substr(sizeof length, length));
        key.remove_prefix(sizeof length + length);
    }
    return parts;
}

std::int64_t integer_of(std::string_view part) noexcept {
    std::uint64_t value = 0;
    for (const char byte : part) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace subset
