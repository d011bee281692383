// row_set.hpp
//
// Sets of row ids, in which the closure remembers which rows have come.
//
// DESCRIPTION
//   RowId     a row's identity inside one snapshot: which leaf of its table, and its ctid.
//   RowSet    a set of row ids. insert() says whether the id is new. 5 to 11 bytes for each row,
//             half as much again while it grows; twice that for partitions and for tables of 32 GB
//             or more; less, down to a bit or two, where it holds a good part of the table's rows.
//             0 is not a valid row id.
//
// IMPLEMENTATION
//   Open addressing with linear probing over a power-of-two table, at most three quarters full; or,
//   as soon as that takes no more memory, bits for everything between the first and the last. Rows
//   that a scan brings then stay in the processor's caches.
//
// Thread-safety: const members from any thread while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

}  // namespace subset
