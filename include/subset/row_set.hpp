// row_set.hpp
//
// Sets of row ids and of keys: what the closure remembers. The memory of each is stated.
//
// DESCRIPTION
//   RowId     a row's identity inside one snapshot: which leaf of its table, and its ctid.
//   RowSet    a set of row ids. insert() says whether the id is new. 5 to 11 bytes for each row,
//   half
//             as much again while it grows; twice that for partitions and for tables of 32 GB or
//             more. 0 is not a valid row id.
//   KeySet    a set of keys, each `wanted` (asked for or to be asked for) or `known` (its row has
//             arrived). Integer keys below 2^32 take 6 to 11 bytes, others 11 to 22, and so do keys
//             of another kind whose encoded length is up to seven bytes; longer ones that length
//             and as much more.
//   KeyList   keys in the order in which they were added, each once or more.
//
//   A key is the tuple of its columns' values, encoded as bytes: for one integer column the int64
//   itself, otherwise each value preceded by its length, integers without the zeros in front. NULLs
//   never are part of a key.
//
// IMPLEMENTATION
//   Open addressing with linear probing over a power-of-two table, at most three quarters full.
//
// Thread-safety: const members from any thread while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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

class RowSet {
public:
    // Whether the id was not there before.
    bool insert(RowId id);
    [[nodiscard]] bool contains(RowId id) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return narrow_.capacity() * sizeof(std::uint32_t) +
               wide_.capacity() * sizeof(std::uint64_t);
    }

private:
    void widen();

    // The ids, 0 where there is none: in four bytes until one does not fit into them.
    std::vector<std::uint32_t> narrow_;
    std::vector<std::uint64_t> wide_;
    bool is_wide_ = false;
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
    // So many keys of bytes one after the other: a single string of millions would need twice its
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
    explicit KeySet(bool integers = true) : integers_{integers}, is_wide_{!integers} {}

    // Makes room for so many keys in all, so that adding them takes no more than its own time.
    void reserve(std::size_t keys);

    // Makes the key wanted; whether it was absent.
    bool want_integer(std::int64_t key);
    bool want_bytes(std::string_view key);
    // Makes the key known, whatever it was.
    void know_integer(std::int64_t key);
    void know_bytes(std::string_view key);

    // Makes a known key wanted again: its row has gone.
    void forget_integer(std::int64_t key);
    void forget_bytes(std::string_view key);

    [[nodiscard]] KeyState state_of_integer(std::int64_t key) const noexcept;
    [[nodiscard]] KeyState state_of_bytes(std::string_view key) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

private:
    [[nodiscard]] std::size_t capacity() const noexcept {
        return is_wide_ ? wide_.size() : narrow_.size();
    }
    [[nodiscard]] std::uint64_t slot_at(std::size_t slot) const noexcept {
        return is_wide_ ? wide_[slot] : narrow_[slot];
    }
    void set_slot(std::size_t slot, std::uint64_t value) noexcept;
    [[nodiscard]] std::size_t find_value(std::uint64_t value) const noexcept;
    [[nodiscard]] std::size_t find_bytes(std::string_view key) const noexcept;
    [[nodiscard]] std::string_view bytes_at(std::uint64_t place) const noexcept;
    std::uint64_t store_bytes(std::string_view key);
    [[nodiscard]] KeyState state(std::size_t slot) const noexcept;
    void set_state(std::size_t slot, KeyState state) noexcept;
    void insert(std::size_t slot, KeyState state);
    std::size_t add_integer(std::int64_t key);
    std::size_t add_bytes(std::string_view key);
    void grow_if_full();
    void rebuild(std::size_t capacity, bool wide);

    bool integers_;
    // The integer itself, a key of up to seven bytes, or its place in chunks_; integers in four
    // bytes until one does not fit into them.
    std::vector<std::uint32_t> narrow_;
    std::vector<std::uint64_t> wide_;
    bool is_wide_;
    std::vector<std::uint64_t> states_;  // two bits for each slot
    static constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;
    std::vector<std::string> chunks_;  // each key preceded by its length
    std::size_t size_ = 0;
};

// The tuple of one row's values as a key: nullopt where one of them is NULL. The view lives as long
// as `scratch` is unchanged. Requires: more than one part, or one that is no integer.
[[nodiscard]] std::optional<std::string_view> encode_key(std::span<const KeyPart> parts,
                                                         std::string& scratch);
// The parts of an encoded key, in order.
[[nodiscard]] std::vector<std::string> decode_key(std::string_view key);
// The same where each is an integer of eight bytes.
[[nodiscard]] std::vector<std::int64_t> decode_integers(std::string_view key);
// The integer of big-endian bytes. Requires: eight of them, or none that would be negative.
[[nodiscard]] std::int64_t integer_of(std::string_view part) noexcept;

}  // namespace subset
