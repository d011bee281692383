#include "subset/row_set.hpp"

#include "subset/error.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

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

// The slot that holds the value, or the empty one where it would go. Requires: not full.
template <typename Slot>
std::size_t find_slot(const std::vector<Slot>& slots, Slot value) noexcept {
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = hash_of(std::uint64_t{value}) & mask;
    while (slots[slot] != value && slots[slot] != 0) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

template <typename Slot>
void grow(std::vector<Slot>& slots) {
    std::vector<Slot> old(std::max(first_capacity, slots.size() * 2));
    old.swap(slots);
    for (const Slot value : old) {
        if (value != 0) {
            slots[find_slot(slots, value)] = value;
        }
    }
}

// Block and offset of a plain table's row in four bytes, as far as they go; otherwise 0.
constexpr std::uint64_t narrow_offsets = 1U << 10U;
constexpr std::uint64_t narrow_blocks = 1U << 22U;

std::uint32_t narrow_id(RowId id) noexcept {
    const auto value = static_cast<std::uint64_t>(id);
    const std::uint64_t block = value >> 16U;
    const std::uint64_t offset = value & 0xffffU;
    return block < narrow_blocks && offset < narrow_offsets
               ? static_cast<std::uint32_t>(block * narrow_offsets + offset)
               : 0;
}

std::uint64_t wide_id(std::uint32_t narrow) noexcept {
    return narrow / narrow_offsets << 16U | narrow % narrow_offsets;
}

template <typename Slot>
bool insert_into(std::vector<Slot>& slots, Slot value, std::size_t size) {
    if (is_full(size, slots.size())) {
        grow(slots);
    }
    Slot& slot = slots[find_slot(slots, value)];
    return std::exchange(slot, value) == 0;
}

template <typename Slot>
bool holds(const std::vector<Slot>& slots, Slot value) noexcept {
    return !slots.empty() && slots[find_slot(slots, value)] == value;
}

}  // namespace

bool RowSet::insert(RowId id) {
    const std::uint32_t narrow = narrow_id(id);
    if (!is_wide_ && narrow == 0) {
        widen();
    }
    const bool is_new = is_wide_ ? insert_into(wide_, static_cast<std::uint64_t>(id), size_)
                                 : insert_into(narrow_, narrow, size_);
    size_ += is_new ? 1 : 0;
    return is_new;
}

bool RowSet::contains(RowId id) const noexcept {
    if (is_wide_) {
        return holds(wide_, static_cast<std::uint64_t>(id));
    }
    const std::uint32_t narrow = narrow_id(id);
    return narrow != 0 && holds(narrow_, narrow);
}

void RowSet::widen() {
    wide_.resize(narrow_.size());
    for (const std::uint32_t narrow : std::exchange(narrow_, {})) {
        if (narrow != 0) {
            const std::uint64_t value = wide_id(narrow);
            wide_[find_slot(wide_, value)] = value;
        }
    }
    is_wide_ = true;
}

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
