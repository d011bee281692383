// disk_space.hpp
//
// What rows take on the target's disk: their pages, their share of the indexes and their TOAST. It
// is computed from the sizes that the rows have in the source, as PostgreSQL lays out pages
// (manual, "Database Page Layout", "B-Tree Indexes"), so that a twin can be made to fit before it
// is loaded.
//
// Thread-safety: values; the functions are pure.
#pragma once

#include "rows/keys.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace subset {

// One index of a table or partition.
struct IndexSpace {
    bool btree = true;
    std::uint64_t empty_bytes = 0;  // without any row
    double entries_per_row = 1;     // less in a partial index
    double entry_bytes = 0;         // with its line pointer
    double key_bytes = 0;           // of this the key
    // A B-tree that is not unique holds equal keys once: the source has so many rows of each key.
    // It is 0 where each row has an entry of its own.
    double rows_per_key = 0;
    // Rows of one key come together, as the index is that of a reference that is followed down.
    bool keys_whole = false;
    double keys = 0;  // distinct ones, in the source
};

// A table without partitions, or one partition.
struct LeafSpace {
    std::uint64_t empty_bytes = 0;  // without any row, and without its indexes
    double fill = 1;                // the part of a page that rows may fill
    std::vector<IndexSpace> indexes;
    // On average in the source, for rows that are not read one by one.
    double row_bytes = 0;
    double toast_bytes = 0;
    double rows = 0;     // in the source
    double factor = 1;   // what a load has shown: it takes so many times what is computed
    double careful = 1;  // more room than rows are computed to take
    bool grows_by_batches = false;  // COPY leaves free pages at the end (POSTGRES.md 64)
};

// What one row takes in the heap, and what of it is moved out to TOAST.
struct RowSpace {
    std::uint64_t heap_bytes = 0;
    std::uint64_t toast_bytes = 0;
    std::uint64_t toast_chunks = 0;
};

// What the rows of a leaf take together.
struct LeafUse {
    std::uint64_t rows = 0;
    double heap_bytes = 0;  // with what is left free at the ends of pages
    double toast_bytes = 0;
    double toast_chunks = 0;

    void add(const RowSpace& row) noexcept;
};

struct TableSpace {
    std::vector<LeafSpace> leaves;  // as Table::leaves; empty: the twin has no such table
    // Among the table's key values: the row's size, and that of its largest value. They are absent
    // where no row is read one by one, and the second where nothing is moved out to TOAST.
    std::optional<std::uint16_t> size_slot;
    std::optional<std::uint16_t> largest_slot;
    std::uint64_t least_row_bytes = 24;  // what is left in the heap of a row that is moved out
};

struct DiskSpace {
    IdVector<TableId, TableSpace> tables;
};

// Requires: the table's rows are read one by one.
[[nodiscard]] RowSpace measure_row(const TableSpace& table, std::span<const KeyPart> keys);
// So many rows of average size.
[[nodiscard]] LeafUse average_use(const LeafSpace& leaf, double rows);
[[nodiscard]] std::uint64_t compute_bytes(const LeafSpace& leaf, const LeafUse& use);
// About so many different ones among `draws` out of `size`, each drawn alike.
[[nodiscard]] double count_distinct(double size, double draws);

}  // namespace subset
