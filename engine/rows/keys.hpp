// keys.hpp
//
// Keys, and sets and lists of them, in which the closure remembers what is wanted and what has
// come.
//
// DESCRIPTION
//   Key       the tuple of a key's values, encoded: for one integer column the int64 itself,
//             otherwise each value preceded by its length, integers without the zeros in front.
//             NULLs never are part of a key.
//   KeySet    a set of keys, each `wanted` (asked for or to be asked for) or `known` (its row has
//             arrived). Integer keys below 2^32 take 6 to 11 bytes, others 11 to 22, and so do keys
//             of another kind whose encoded length is up to seven bytes; longer ones that length
//             and as much more. Integers close to each other take less, down to two bits.
//   KeyList   keys in the order in which they were added, each once or more.
//
// IMPLEMENTATION
//   As in row_set.hpp. Serial keys stay in the processor's caches.
//
// Thread-safety: const members from any thread while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// One value of a key, as it came from the source: 8 bytes big-endian for integers, 16 for uuids,
// text for the rest.
using KeyPart = std::optional<std::string_view>;

// How the keys of one parent key are held: one integer column as the integer itself, everything
// else as encoded bytes. All keys of a set or a list have the same form.
enum class KeyForm : std::uint8_t { integer, bytes };

// One key, in the form of its set. The bytes are somebody else's.
struct Key {
    Key() = default;
    explicit Key(std::int64_t of_integer) : integer{of_integer} {}
    explicit Key(std::string_view encoded) : bytes{encoded} {}

    std::int64_t integer = 0;     // of form integer
    std::string_view bytes = {};  // of form bytes
};

class KeyList {
public:
    explicit KeyList(KeyForm form = KeyForm::integer) : form_{form} {}

    // Throws: limit, where 1,024 keys are longer than 4 GB.
    void add(const Key& key) {
        if (form_ == KeyForm::integer) {
            numbers_.push_back(key.integer);
        } else {
            add_bytes(key.bytes);
        }
    }

    [[nodiscard]] KeyForm form() const noexcept { return form_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept {
        return form_ == KeyForm::integer ? numbers_.size() : size_;
    }
    // The key's bytes are the list's, and live until the next change.
    [[nodiscard]] Key operator[](std::size_t position) const {
        return form_ == KeyForm::integer ? Key{numbers_[position]} : Key{bytes_at(position)};
    }

private:
    void add_bytes(std::string_view key);
    [[nodiscard]] std::string_view bytes_at(std::size_t position) const;

    // So many keys are kept in one string. A single string of millions of keys would need twice its
    // own memory while it grows.
    static constexpr std::size_t keys_in_run = 1'024;
    struct Run {
        std::string bytes;
        std::vector<std::uint32_t> ends;
    };

    KeyForm form_;
    std::deque<std::int64_t> numbers_;
    std::vector<Run> runs_;
    std::size_t size_ = 0;
};

enum class KeyState : std::uint8_t { absent, wanted, known };

class KeySet {
public:
    explicit KeySet(KeyForm form = KeyForm::integer)
        : key_form_{form}, form_{form == KeyForm::integer ? Form::narrow : Form::wide} {}

    // Makes room for so many keys in all, so that adding them does not have to move any.
    void reserve(std::size_t keys);

    // Makes the key wanted, and returns whether it was absent.
    bool want(const Key& key);
    // Makes the key known, whatever it was before.
    void know(const Key& key) { insert(add(key), KeyState::known); }
    // Makes a known key wanted again, as its row has gone.
    void forget(const Key& key);

    [[nodiscard]] KeyState state_of(const Key& key) const noexcept;
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
    [[nodiscard]] std::size_t find(const Key& key) const noexcept;
    std::size_t add(const Key& key);
    std::size_t add_integer(std::int64_t key);
    std::size_t add_bytes(std::string_view key);
    void make_room_for(std::int64_t key);
    void become_dense_if_smaller();
    void extend_to(std::int64_t key);
    void grow_if_full();
    void rebuild(std::size_t capacity, Form form, std::int64_t first = 0);
    void move_in(std::uint64_t value, KeyState state);

    KeyForm key_form_;
    Form form_;  // how the slots hold them
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
