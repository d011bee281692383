#include "rows/key_slots.hpp"

#include "rows/hashing.hpp"
#include "rows/keys.hpp"
#include "rows/sized_bytes.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace subset {
namespace {

// More than slots take, so that a set does not go back and forth.
constexpr std::size_t most_bytes_if_dense = 16;
// Far enough from the ends of its type that nothing overflows.
constexpr std::int64_t most_dense = std::int64_t{1} << 62U;

std::uint64_t slots_between(std::int64_t first, std::int64_t last) noexcept {
    return static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
}

// Requires: first <= last.
bool may_be_dense(std::int64_t first, std::int64_t last, std::size_t most_bytes) noexcept {
    constexpr std::uint64_t states_in_byte = 4;
    return first >= -most_dense && last <= most_dense &&
           slots_between(first, last) / states_in_byte <= most_bytes;
}

}  // namespace

std::string_view KeySet::bytes_at(std::uint64_t place) const noexcept {
    return sized_front(std::string_view{chunks_[place / chunk_bytes]}.substr(place % chunk_bytes));
}

void KeySet::grow_if_full() {
    if (is_full(size_, capacity())) {
        rebuild(std::max(first_capacity, capacity() * 2), form_);
    }
}

void KeySet::reserve(std::size_t keys) {
    const std::size_t wanted = capacity_for(keys, std::max(first_capacity, capacity()));
    if (wanted > capacity() && form_ != Form::dense) {
        rebuild(wanted, form_);
    }
}

void KeySet::rebuild(std::size_t capacity, Form form, std::int64_t first) {
    KeySet old{key_form_};
    std::swap(old.narrow_, narrow_);
    std::swap(old.wide_, wide_);
    std::swap(old.states_, states_);
    old.form_ = std::exchange(form_, form);
    old.first_ = std::exchange(first_, first);
    if (form == Form::wide) {
        wide_.resize(capacity);
    } else if (form == Form::narrow) {
        narrow_.resize(capacity);
    }
    states_.resize((capacity + states_in_word - 1) / states_in_word);
    for (std::size_t word = 0; word < old.states_.size(); ++word) {
        for (std::uint64_t used = old.states_[word]; used != 0;) {
            const auto place = static_cast<std::size_t>(std::countr_zero(used)) / 2;
            used &= ~(std::uint64_t{3} << place * 2);
            const std::size_t slot = word * states_in_word + place;
            move_in(old.slot_at(slot), old.state(slot));
        }
    }
}

void KeySet::move_in(std::uint64_t value, KeyState state) {
    std::size_t slot = 0;
    if (key_form_ == KeyForm::integer || (value & in_slot_bit) != 0) {
        slot = find_value(value);
    } else {
        slot = probe(hash_of(bytes_at(value)), capacity(),
                     [this](std::size_t place) { return this->state(place) == KeyState::absent; });
    }
    set_slot(slot, value);
    set_state(slot, state);
}

// Smaller than twice as many slots, which would be needed next.
void KeySet::become_dense_if_smaller() {
    std::int64_t first = most_dense;
    std::int64_t last = -most_dense;
    for (std::size_t slot = 0; slot < capacity(); ++slot) {
        if (state(slot) != KeyState::absent) {
            first = std::min(first, static_cast<std::int64_t>(slot_at(slot)));
            last = std::max(last, static_cast<std::int64_t>(slot_at(slot)));
        }
    }
    const std::size_t slot_bytes =
        form_ == Form::wide ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
    if (may_be_dense(first, last, capacity() * 2 * slot_bytes)) {
        rebuild(slots_between(first, last), Form::dense, first);
    }
}

// Has the consecutive integers begin earlier or end later, by more than this key needs; or gives
// them up. Slots are enough for one more key then: nothing becomes dense again at once.
void KeySet::extend_to(std::int64_t key) {
    const auto spare = static_cast<std::int64_t>(capacity() / 2);
    const std::int64_t last = first_ + static_cast<std::int64_t>(capacity()) - 1;
    if (may_be_dense(std::min(first_, key), std::max(last, key), size_ * most_bytes_if_dense)) {
        const std::int64_t first = key < first_ ? std::min(key, first_ - spare) : first_;
        const std::int64_t end = key > last ? std::max(key, last + spare) : last;
        rebuild(slots_between(first, end), Form::dense, first);
        return;
    }
    rebuild(capacity_for(size_ + 1), Form::wide);
}

void KeySet::make_room_for(std::int64_t key) {
    const auto value = static_cast<std::uint64_t>(key);
    if (form_ != Form::dense && is_full(size_, capacity())) {
        become_dense_if_smaller();
    }
    if (form_ == Form::dense && !fits(value)) {
        extend_to(key);
    }
    if (form_ == Form::narrow && !fits(value)) {
        rebuild(std::max(first_capacity, capacity()), Form::wide);
    }
    if (form_ != Form::dense) {
        grow_if_full();
    }
}

}  // namespace subset
