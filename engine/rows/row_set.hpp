// row_set.hpp
//
// Sets of row ids and of keys, in which the closure remembers what has come.
//
// DESCRIPTION
//   RowId     a row's identity inside one snapshot: which leaf of its table, and its ctid.
//   RowSet    a set of row ids. insert() says whether the id is new. 5 to 11 bytes for each row,
//             half as much again while it grows; twice that for partitions and for tables of 32 GB
//             or more; less, down to a bit or two, where it holds a good part of the table's rows.
//             0 is not a valid row id.
//   KeySet    a set of keys, each `wanted` (asked for or to be asked for) or `known` (its row has
//             arrived). Integer keys below 2^32 take 6 to 11 bytes, others 11 to 22, and so do keys
//             of another kind whose encoded length is up to seven bytes; longer ones that length
//             and as much more. Integers close to each other take less, down to two bits.
//   KeyList   keys in the order in which they were added, each once or more.
//
//   A key is the tuple of its columns' values, encoded as bytes: for one integer column the int64
//   itself, otherwise each value preceded by its length, integers without the zeros in front. NULLs
//   never are part of a key.
//
// IMPLEMENTATION
//   Open addressing with linear probing over a power-of-two table, at most three quarters full; or,
//   as soon as that takes no more memory, bits for everything between the first and the last. Rows
//   that a scan brings and serial keys then stay in the processor's caches.
//
// Thread-safety: const members from any thread while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

enum class RowId : std::uint64_t {};

// Requires: leaf < 65536. `offset` counts from 1 (ItemPointerData.ip_posid), so no row has id 0.
[[nodiscard]] constexpr RowId make_row_id(std::uint16_t leaf, std::uint32_t block,
                                          std::uint16_t offset) noexcept {
    return RowId{std::uint64_t{leaf} << 48 | std::uint64_t{block} << 16 | offset};
}
[[nodiscard]] constexpr std::uint16_t leaf_of(RowId id) noexcept {
    return static_cast<std::uint16_t>(static_cast<std::uint64_t>(id) >> 48);
}
[[nodiscard]] constexpr std::uint32_t block_of(RowId id) noexcept {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(id) >> 16);
}
[[nodiscard]] constexpr std::uint16_t offset_of(RowId id) noexcept {
    return static_cast<std::uint16_t>(static_cast<std::uint64_t>(id));
}

// A bit for every row that the blocks of one plain table have room for, up to the last block that
// is covered.
class RowBits {
public:
    [[nodiscard]] bool empty() const noexcept { return words_.empty(); }
    [[nodiscard]] bool contains(RowId id) const noexcept;
    // How much memory it takes to cover this id as well.
    [[nodiscard]] std::size_t bytes_to_cover(RowId id) const noexcept;
    void cover(RowId id);
    // Adds the id, and returns whether it is new. Requires: it is covered.
    bool insert(RowId id) noexcept;
    [[nodiscard]] bool covers(RowId id) const noexcept;
    // Calls back with all ids, in order.
    void visit(const std::function<void(RowId)>& visitor) const;
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return words_.capacity() * sizeof(std::uint64_t);
    }

private:
    [[nodiscard]] std::uint64_t bit_of(RowId id) const noexcept;
    [[nodiscard]] std::uint64_t last_block() const noexcept;

    std::vector<std::uint64_t> words_;
    unsigned offset_bits_ = 0;  // 2^offset_bits_ places to a block
};

class RowSet {
public:
    // Adds the id, and returns whether it is new.
    bool insert(RowId id);
    [[nodiscard]] bool contains(RowId id) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    // At most so many of the ids, taken from all over the set. Equal sets give the same ids.
    [[nodiscard]] std::vector<RowId> sample(std::size_t most) const;
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return narrow_.capacity() * sizeof(std::uint32_t) +
               wide_.capacity() * sizeof(std::uint64_t) + bits_.memory_bytes();
    }

private:
    bool insert_into_slots(RowId id);
    void widen();
    void become_dense_if_smaller();
    void become_slots();

    // The ids, 0 where there is none: in four bytes until one does not fit into them.
    std::vector<std::uint32_t> narrow_;
    std::vector<std::uint64_t> wide_;
    bool is_wide_ = false;
    RowBits bits_;  // instead of both, unless empty
    std::size_t size_ = 0;
};

// One value of a key, as it came from the source: 8 bytes big-endian for integers, 16 for uuids,
// text for the rest.
using KeyPart = std::optional<std::string_view>;

// A key in the form that its set holds it.
struct EncodedKey {
    std::int64_t integer = 0;  // where the set's keys are integers
    std::string_view bytes;    // otherwise
};

class KeyList {
public:
    explicit KeyList(bool integers = true) : integers_{integers} {}

    void add_integer(std::int64_t key) { numbers_.push_back(key); }
    // Throws: limit, where 1,024 keys are longer than 4 GB.
    void add_bytes(std::string_view key);
    void clear() noexcept;

    [[nodiscard]] bool integers() const noexcept { return integers_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return integers_ ? numbers_.size() : size_; }
    [[nodiscard]] std::int64_t integer_at(std::size_t position) const { return numbers_[position]; }
    [[nodiscard]] std::string_view bytes_at(std::size_t position) const;

private:
    // So many keys are kept in one string. A single string of millions of keys would need twice its
    // own memory while it grows.
    static constexpr std::size_t keys_in_run = 1'024;
    struct Run {
        std::string bytes;
        std::vector<std::uint32_t> ends;
    };

    bool integers_;
    std::deque<std::int64_t> numbers_;
    std::vector<Run> runs_;
    std::size_t size_ = 0;
};

enum class KeyState : std::uint8_t { absent, wanted, known };

class KeySet {
public:
    explicit KeySet(bool integers = true)
        : integers_{integers}, form_{integers ? Form::narrow : Form::wide} {}

    // Makes room for so many keys in all, so that adding them does not have to move any.
    void reserve(std::size_t keys);

    // Makes the key wanted, and returns whether it was absent.
    bool want_integer(std::int64_t key);
    bool want_bytes(std::string_view key);
    // Makes the key known, whatever it was before.
    void know_integer(std::int64_t key);
    void know_bytes(std::string_view key);

    // Makes a known key wanted again, as its row has gone.
    void forget_integer(std::int64_t key);
    void forget_bytes(std::string_view key);

    [[nodiscard]] KeyState state_of_integer(std::int64_t key) const noexcept;
    [[nodiscard]] KeyState state_of_bytes(std::string_view key) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

private:
    enum class Form : std::uint8_t { narrow, wide, dense };

    static constexpr std::size_t states_in_word = 32;

    [[nodiscard]] std::size_t capacity() const noexcept {
        return form_ == Form::narrow ? narrow_.size()
               : form_ == Form::wide ? wide_.size()
                                     : states_.size() * states_in_word;
    }
    // Whether the value could be in a slot of the present form.
    [[nodiscard]] bool fits(std::uint64_t value) const noexcept {
        return form_ == Form::narrow ? value <= std::numeric_limits<std::uint32_t>::max()
               : form_ == Form::wide ? true
                                     : value - static_cast<std::uint64_t>(first_) < capacity();
    }
    [[nodiscard]] std::uint64_t slot_at(std::size_t slot) const noexcept {
        return form_ == Form::narrow ? narrow_[slot]
               : form_ == Form::wide ? wide_[slot]
                                     : static_cast<std::uint64_t>(first_) + slot;
    }
    [[nodiscard]] KeyState state(std::size_t slot) const noexcept {
        const std::size_t shift = slot % states_in_word * 2;
        return static_cast<KeyState>(states_[slot / states_in_word] >> shift & 3U);
    }
    void set_state(std::size_t slot, KeyState state) noexcept {
        const std::size_t shift = slot % states_in_word * 2;
        std::uint64_t& word = states_[slot / states_in_word];
        word = (word & ~(std::uint64_t{3} << shift)) | static_cast<std::uint64_t>(state) << shift;
    }
    void set_slot(std::size_t slot, std::uint64_t value) noexcept;
    [[nodiscard]] std::size_t find_value(std::uint64_t value) const noexcept;
    [[nodiscard]] std::size_t find_bytes(std::string_view key) const noexcept;
    [[nodiscard]] std::string_view bytes_at(std::uint64_t place) const noexcept;
    std::uint64_t store_bytes(std::string_view key);
    void insert(std::size_t slot, KeyState state);
    std::size_t add_integer(std::int64_t key);
    std::size_t add_bytes(std::string_view key);
    void make_room_for(std::int64_t key);
    void become_dense_if_smaller();
    void extend_to(std::int64_t key);
    void grow_if_full();
    void rebuild(std::size_t capacity, Form form, std::int64_t first = 0);
    void move_in(std::uint64_t value, KeyState state);

    bool integers_;
    Form form_;
    // The integer itself, a key of up to seven bytes, or its place in chunks_; integers in four
    // bytes until one does not fit into them. Nothing where all slots are consecutive integers.
    std::vector<std::uint32_t> narrow_;
    std::vector<std::uint64_t> wide_;
    std::int64_t first_ = 0;             // of those
    std::vector<std::uint64_t> states_;  // two bits for each slot: every integer can be a key
    static constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;
    std::vector<std::string> chunks_;  // each key preceded by its length
    std::size_t size_ = 0;
};

// Encodes one row's values as a key, and returns nullopt where one of them is NULL. The view is
// valid as long as `scratch` is unchanged. Requires: more than one part, or one that is no integer.
[[nodiscard]] std::optional<std::string_view> encode_key(std::span<const KeyPart> parts,
                                                         std::string& scratch);
// The parts of an encoded key, in order.
[[nodiscard]] std::vector<std::string> decode_key(std::string_view key);
// The parts of an encoded key each of whose parts is an integer of eight bytes.
[[nodiscard]] std::vector<std::int64_t> decode_integers(std::string_view key);
// The integer that big-endian bytes stand for. Requires: there are eight bytes, or the integer is
// not negative.
[[nodiscard]] std::int64_t integer_of(std::string_view part) noexcept;

}  // namespace subset
