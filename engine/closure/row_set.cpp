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

// Lengths below the first of these are a byte, others the second and four more.
constexpr unsigned char first_mark = 0xf0;
constexpr unsigned char long_length = 0xff;

void append_length(std::string& text, std::size_t length) {
    if (length < first_mark) {
        text += static_cast<char>(length);
        return;
    }
    const auto value = static_cast<std::uint32_t>(length);
    text += static_cast<char>(long_length);
    text.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The bytes behind a length at the front of `data`.
std::string_view sized_front(std::string_view data) noexcept {
    const auto first = static_cast<unsigned char>(data.front());
    if (first < first_mark) {
        return data.substr(1, first);
    }
    std::uint32_t length = 0;
    std::memcpy(&length, data.data() + 1, sizeof length);
    return data.substr(1 + sizeof length, length);
}

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

std::string_view KeySet::bytes_at(std::uint64_t place) const noexcept {
    return sized_front(std::string_view{bytes_}.substr(place));
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
    if (key.size() <= most_in_slot) {
        return find_integer(static_cast<std::int64_t>(slot_of(key)));
    }
    std::size_t slot = hash_of(key) & mask;
    while (state(slot) != KeyState::absent &&
           ((slots_[slot] & in_slot_bit) != 0 || bytes_at(slots_[slot]) != key)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void KeySet::grow_if_full() {
    if (is_full(size_, slots_.size())) {
        grow_to(std::max(first_capacity, slots_.size() * 2));
    }
}

void KeySet::reserve(std::size_t keys) {
    std::size_t capacity = std::max(first_capacity, slots_.size());
    while (is_full(keys, capacity)) {
        capacity *= 2;
    }
    if (capacity > slots_.size()) {
        grow_to(capacity);
    }
}

void KeySet::grow_to(std::size_t capacity) {
    std::vector<std::uint64_t> old_slots(capacity);
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
            integers_ || (value & in_slot_bit) != 0 ? hash_of(value) : hash_of(bytes_at(value));
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
        slots_[slot] = slot_of(key);
    } else {
        slots_[slot] = bytes_.size();
        append_length(bytes_, key.size());
        bytes_ += key;
    }
    return slot;
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

namespace {

// A part of eight bytes that begins with zeros, as an integer mostly does, is its other bytes
// behind a mark that counts them; any other part is preceded by its length.
constexpr std::size_t integer_bytes = 8;

std::size_t leading_zeros(std::string_view part) noexcept {
    return std::min(part.find_first_not_of('\0'), part.size());
}

// Calls back with the number of zeros that were left out and the rest, for each part.
template <typename Sink>
void each_part(std::string_view key, const Sink& sink) {
    while (!key.empty()) {
        const auto first = static_cast<unsigned char>(key.front());
        const bool shortened = first >= first_mark && first != long_length;
        const std::size_t bytes = shortened ? first - first_mark : 0;
        const std::string_view part = shortened ? key.substr(1, bytes) : sized_front(key);
        sink(shortened ? integer_bytes - bytes : 0, part);
        key.remove_prefix(static_cast<std::size_t>(part.data() - key.data()) + part.size());
    }
}

}  // namespace

std::optional<std::string_view> encode_key(std::span<const KeyPart> parts, std::string& scratch) {
    scratch.clear();
    for (const KeyPart& part : parts) {
        if (!part) {
            return std::nullopt;
        }
        const std::size_t zeros = part->size() == integer_bytes ? leading_zeros(*part) : 0;
        if (zeros > 0) {
            scratch += static_cast<char>(first_mark + integer_bytes - zeros);
            scratch += part->substr(zeros);
        } else {
            append_length(scratch, part->size());
            scratch += *part;
        }
    }
    return scratch;
}

std::vector<std::string> decode_key(std::string_view key) {
    std::vector<std::string> parts;
    each_part(key, [&](std::size_t zeros, std::string_view part) {
        parts.push_back(std::string(zeros, '\0').append(part));
    });
    return parts;
}

std::vector<std::int64_t> decode_integers(std::string_view key) {
    std::vector<std::int64_t> integers;
    each_part(key,
              [&](std::size_t, std::string_view part) { integers.push_back(integer_of(part)); });
    return integers;
}

std::int64_t integer_of(std::string_view part) noexcept {
    std::uint64_t value = 0;
    for (const char byte : part) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace subset
