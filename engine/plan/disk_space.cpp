#include "plan/disk_space.hpp"

#include <algorithm>
#include <cmath>

namespace subset {
namespace {

constexpr double page_bytes = 8192;
constexpr double heap_page_room = page_bytes - 24;  // behind the page's header
constexpr double line_pointer = 4;
constexpr double btree_page_room = page_bytes - 24 - 16;  // its header and what is special to it
constexpr double btree_leaf_fill = 0.9;                   // as CREATE INDEX leaves it
constexpr double btree_inner_fill = 0.7;
// What CREATE INDEX makes of equal keys: one entry with the ids of their rows (manual, "B-Tree
// Indexes", "Deduplication").
constexpr double row_id_bytes = 6;
constexpr double most_list_bytes = 812;
constexpr std::uint64_t toast_threshold = 2032;
constexpr std::uint64_t toast_pointer_bytes = 18;
constexpr std::uint64_t toast_chunk_bytes = 1996;
constexpr double toast_chunk_head = 36 + line_pointer;
constexpr double toast_entry_bytes = 20;

constexpr std::uint64_t round_up(std::uint64_t bytes, std::uint64_t to) {
    return (bytes + to - 1) / to * to;
}

double round_up_real(double bytes, double to) { return std::ceil(bytes / to) * to; }

// A row with its share of what is left free at the ends of pages: on average half a row. Four of
// the longest rows that are not moved out fill a page.
double with_free_room(double row_bytes) {
    constexpr double quarter = heap_page_room / 4;
    const double bytes =
        row_bytes * heap_page_room / (heap_page_room - std::min(row_bytes, heap_page_room) / 2);
    return row_bytes <= quarter ? std::min(bytes, quarter) : bytes;
}

// The pages of a B-tree with so many bytes of entries.
double btree_pages(double bytes, double entry_bytes) {
    constexpr double meta_page = 1;
    // All but the last page repeat the first key of the page behind.
    const double room = std::max(entry_bytes, btree_page_room * btree_leaf_fill - entry_bytes);
    double level = std::ceil(bytes / room);
    double pages = meta_page + level;
    while (level > 1) {
        level = std::ceil(level * entry_bytes / (btree_page_room * btree_inner_fill));
        pages += level;
    }
    return pages;
}

double entries_bytes(const IndexSpace& index, double entries) {
    if (index.rows_per_key <= 1) {
        return entries * index.entry_bytes;
    }
    const double keys = std::clamp(
        index.keys_whole ? entries / index.rows_per_key : count_distinct(index.keys, entries), 1.0,
        std::max(1.0, entries));
    const double of_key = entries / keys;
    const double head = 8 + round_up_real(index.key_bytes, 8);
    const double in_list = (most_list_bytes - head) / row_id_bytes;
    const double lists = std::ceil(of_key / in_list);
    constexpr double padding = 4;  // on average
    const double together =
        keys * (lists * (head + padding + line_pointer) + of_key * row_id_bytes);
    return std::min(together, entries * index.entry_bytes);
}

double index_bytes(const IndexSpace& index, double rows) {
    const double entries = rows * index.entries_per_row;
    if (entries <= 0) {
        return static_cast<double>(index.empty_bytes);
    }
    if (index.btree) {
        return page_bytes *
               btree_pages(entries_bytes(index, entries), std::max(index.entry_bytes, 16.0));
    }
    return static_cast<double>(index.empty_bytes) +
           round_up_real(entries * index.entry_bytes, page_bytes);
}

// The pages of a heap after one COPY. The first batch of rows adds the pages
// that it needs; from then on as many pages are added at once as there are already, up to 64.
// A row's average size in the source makes the size of a batch, so that more rows never take less.
double with_free_pages(double pages, double rows, const LeafSpace& leaf) {
    constexpr double batch_rows = 1000;
    constexpr double most_at_once = 64;
    constexpr double careful = 1.03;  // one page too many costs as many as are there
    double of_batch = pages;
    if (rows > batch_rows) {
        of_batch = leaf.row_bytes > 0
                       ? batch_rows * with_free_room(leaf.row_bytes) / (heap_page_room * leaf.fill)
                       : pages * batch_rows / rows;
    }
    double there = std::clamp(std::ceil(of_batch), 1.0, most_at_once);
    while (there < (rows > batch_rows ? pages * careful : pages)) {
        there += std::min(there, most_at_once);
    }
    return there;
}

}  // namespace

double count_distinct(double size, double draws) {
    return size <= 1 ? std::min(size, draws) : size * -std::expm1(draws * std::log1p(-1 / size));
}

RowSpace measure_row(const TableSpace& table, std::span<const KeyPart> keys) {
    const auto value_of = [&](const std::optional<std::uint16_t>& slot) -> std::uint64_t {
        if (!slot || !keys[*slot]) {
            return 0;
        }
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_of(*keys[*slot])));
    };
    RowSpace row;
    std::uint64_t size = value_of(table.size_slot);
    if (size > toast_threshold && table.largest_slot) {
        // The largest value goes first, and all others where that is not enough.
        std::uint64_t out = std::min(size, value_of(table.largest_slot));
        std::uint64_t left = size - out + toast_pointer_bytes;
        if (left > toast_threshold) {
            left = std::min(left, table.least_row_bytes);
            out = size - left;
        }
        size = left;
        row.toast_bytes = out;
        row.toast_chunks = (out + toast_chunk_bytes - 1) / toast_chunk_bytes;
    }
    row.heap_bytes = round_up(size, 8) + static_cast<std::uint64_t>(line_pointer);
    return row;
}

void LeafUse::add(const RowSpace& row) noexcept {
    ++rows;
    heap_bytes += with_free_room(static_cast<double>(row.heap_bytes));
    toast_bytes += static_cast<double>(row.toast_bytes);
    toast_chunks += static_cast<double>(row.toast_chunks);
}

LeafUse average_use(const LeafSpace& leaf, double rows) {
    return {.rows = static_cast<std::uint64_t>(std::llround(rows)),
            .heap_bytes = rows * with_free_room(leaf.row_bytes),
            .toast_bytes = rows * leaf.toast_bytes,
            .toast_chunks = rows * leaf.toast_bytes / static_cast<double>(toast_chunk_bytes)};
}

std::uint64_t compute_bytes(const LeafSpace& leaf, const LeafUse& use) {
    double bytes = static_cast<double>(leaf.empty_bytes);
    if (use.rows > 0) {
        // With the map of what is visible to all, which COPY makes for frozen rows.
        const double pages = std::ceil(use.heap_bytes / (heap_page_room * leaf.fill));
        const auto rows = static_cast<double>(use.rows);
        bytes +=
            (1 + (leaf.grows_by_batches ? with_free_pages(pages, rows, leaf) : pages)) * page_bytes;
    }
    if (use.toast_chunks > 0) {
        const double of_chunk = use.toast_bytes / use.toast_chunks + toast_chunk_head;
        const double stored = use.toast_chunks * with_free_room(of_chunk);
        bytes += (1 + std::ceil(stored / heap_page_room)) * page_bytes;  // with its map, as above
        bytes +=
            page_bytes * (btree_pages(use.toast_chunks * toast_entry_bytes, toast_entry_bytes) - 1);
    }
    for (const IndexSpace& index : leaf.indexes) {
        bytes += index_bytes(index, static_cast<double>(use.rows));
    }
    return static_cast<std::uint64_t>(bytes * leaf.factor * (use.rows > 0 ? leaf.careful : 1));
}

}  // namespace subset
