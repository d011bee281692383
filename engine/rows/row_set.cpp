#include "rows/row_set.hpp"

#include "rows/hashing.hpp"

#include <algorithm>
#include <utility>

namespace subset {
namespace {

// The slot that holds the value, or the empty one where it would go. Requires: not full.
template <typename Slot>
std::size_t find_slot(const std::vector<Slot>& slots, Slot value) noexcept {
    return probe(hash_of(std::uint64_t{value}), slots.size(),
                 [&](std::size_t slot) { return slots[slot] == value || slots[slot] == 0; });
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

// More than slots take, so that a set does not go back and forth.
constexpr std::size_t most_bytes_in_bits = 16;

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
    if (!bits_.empty() && !bits_.covers(id)) {
        if (leaf_of(id) == 0 && bits_.bytes_to_cover(id) <= size_ * most_bytes_in_bits) {
            bits_.cover(id);
        } else {
            become_slots();
        }
    }
    const bool is_new = bits_.empty() ? insert_into_slots(id) : bits_.insert(id);
    size_ += is_new ? 1 : 0;
    return is_new;
}

bool RowSet::contains(RowId id) const noexcept {
    if (!bits_.empty()) {
        return bits_.contains(id);
    }
    if (is_wide_) {
        return holds(wide_, static_cast<std::uint64_t>(id));
    }
    const std::uint32_t narrow = narrow_id(id);
    return narrow != 0 && holds(narrow_, narrow);
}

std::vector<RowId> RowSet::sample(std::size_t most) const {
    std::vector<RowId> ids;
    const std::size_t every = most == 0 ? size_ + 1 : (size_ + most - 1) / most;
    std::size_t place = 0;
    const auto take = [&](RowId id) {
        if (place++ % every == 0 && ids.size() < most) {
            ids.push_back(id);
        }
    };
    bits_.visit(take);
    for (const std::uint32_t narrow : narrow_) {
        if (narrow != 0) {
            take(RowId{wide_id(narrow)});
        }
    }
    for (const std::uint64_t wide : wide_) {
        if (wide != 0) {
            take(RowId{wide});
        }
    }
    return ids;
}

bool RowSet::insert_into_slots(RowId id) {
    const std::uint32_t narrow = narrow_id(id);
    if (!is_wide_ && narrow == 0) {
        widen();
    }
    if (is_wide_) {
        return insert_into(wide_, static_cast<std::uint64_t>(id), size_);
    }
    const bool is_new = insert_into(narrow_, narrow, size_);
    if (is_new && is_full(size_ + 1, narrow_.size())) {
        become_dense_if_smaller();
    }
    return is_new;
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

// Smaller than twice as many slots, which would be needed next.
void RowSet::become_dense_if_smaller() {
    std::uint64_t last_block = 0;
    std::uint64_t last_offset = 0;
    for (const std::uint32_t narrow : narrow_) {
        last_block = std::max<std::uint64_t>(last_block, narrow / narrow_offsets);
        last_offset = std::max<std::uint64_t>(last_offset, narrow % narrow_offsets);
    }
    const RowId last = make_row_id(0, static_cast<std::uint32_t>(last_block),
                                   static_cast<std::uint16_t>(last_offset));
    if (bits_.bytes_to_cover(last) > narrow_.size() * 2 * sizeof(std::uint32_t)) {
        return;
    }
    bits_.cover(last);
    for (const std::uint32_t narrow : std::exchange(narrow_, {})) {
        if (narrow != 0) {
            bits_.insert(RowId{wide_id(narrow)});
        }
    }
}

// Enough of them for one more row: then nothing becomes dense again on the way.
void RowSet::become_slots() {
    narrow_.resize(capacity_for(size_ + 1));
    std::exchange(bits_, {}).visit([this](RowId id) { insert_into_slots(id); });
}
}  // namespace subset
