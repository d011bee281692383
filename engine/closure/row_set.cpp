#include "subset/row_set.hpp"

#include "closure/hashing.hpp"

#include <algorithm>
#include <utility>

namespace subset {
namespace {

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

}  // namespace subset
