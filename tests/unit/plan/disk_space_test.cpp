#include "plan/disk_space.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace subset {
namespace {

constexpr std::uint64_t page = 8192;

// The eight bytes in which an integer key travels.
std::string wire(std::uint64_t number) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(number >> static_cast<unsigned>(shift));
    }
    return bytes;
}

RowSpace measure(std::uint64_t size, std::uint64_t largest) {
    TableSpace table;
    table.size_slot = 0;
    table.largest_slot = 1;
    table.least_row_bytes = 60;
    const std::string first = wire(size);
    const std::string second = wire(largest);
    const std::array<KeyPart, 2> keys{first, second};
    return measure_row(table, keys);
}

TEST(DiskSpace, CountsARowByWholeEightsAndItsLinePointer) {
    EXPECT_EQ(measure(61, 20).heap_bytes, 64U + 4U);
    EXPECT_EQ(measure(61, 20).toast_bytes, 0U);
}

TEST(DiskSpace, MovesTheLargestValueOfALongRowOut) {
    const RowSpace row = measure(5000, 4900);
    EXPECT_EQ(row.toast_bytes, 4900U);
    EXPECT_EQ(row.toast_chunks, 3U);
    EXPECT_EQ(row.heap_bytes, 120U + 4U);  // what stays, and a pointer of 18 bytes
}

TEST(DiskSpace, MovesAllLongValuesOutWhereOneIsNotEnough) {
    const RowSpace row = measure(9000, 4500);
    EXPECT_EQ(row.heap_bytes, 64U + 4U);
    EXPECT_EQ(row.toast_bytes, 9000U - 60U);
}

TEST(DiskSpace, TakesNoPageForATableWithoutRowsButThoseOfItsIndexes) {
    LeafSpace leaf;
    leaf.empty_bytes = page;  // of TOAST
    leaf.indexes.push_back({.empty_bytes = page, .entry_bytes = 20});
    EXPECT_EQ(compute_bytes(leaf, {}), 2 * page);
}

TEST(DiskSpace, TakesAPageOfHeapAndOneOfEachIndexForTheFirstRow) {
    LeafSpace leaf;
    leaf.indexes.push_back({.empty_bytes = page, .entry_bytes = 20, .key_bytes = 8});
    LeafUse use;
    use.add({.heap_bytes = 68, .toast_bytes = 0, .toast_chunks = 0});
    EXPECT_EQ(compute_bytes(leaf, use), page + page + 2 * page);  // and one of its visibility map
}

TEST(DiskSpace, FillsPagesOfTheHeapAndLeavesATenthOfAnIndexFree) {
    LeafSpace leaf;
    leaf.indexes.push_back({.empty_bytes = page, .entry_bytes = 20, .key_bytes = 8});
    LeafUse use;
    for (int row = 0; row < 100'000; ++row) {
        use.add({.heap_bytes = 44, .toast_bytes = 0, .toast_chunks = 0});
    }
    // As PostgreSQL has them: 541 pages of heap for 100,000 rows of 40 bytes, and 276 of the index.
    EXPECT_NEAR(static_cast<double>(compute_bytes(leaf, use)) / page, 541 + 1 + 276, 5);
}

// As PostgreSQL 16 has them after one COPY (POSTGRES.md 64).
TEST(DiskSpace, LeavesFreePagesWhereCopyAddsManyAtOnce) {
    LeafSpace leaf;
    leaf.grows_by_batches = true;
    leaf.row_bytes = 100;
    const auto pages_of = [&](std::uint64_t rows) {
        LeafUse use;
        for (std::uint64_t row = 0; row < rows; ++row) {
            use.add({.heap_bytes = 100, .toast_bytes = 0, .toast_chunks = 0});
        }
        return compute_bytes(leaf, use) / page - 1;  // without the map of what is visible
    };
    EXPECT_EQ(pages_of(1'000), 13U);
    EXPECT_EQ(pages_of(2'000), 26U);
    EXPECT_EQ(pages_of(5'000), 104U);   // 62 are needed, 52 were there
    EXPECT_EQ(pages_of(20'000), 296U);  // 104 and three times 64
}

TEST(DiskSpace, HoldsEqualKeysOnce) {
    LeafUse use;
    use.rows = 100'000;
    use.heap_bytes = 4'400'000;
    LeafSpace apart;
    apart.indexes.push_back({.empty_bytes = page, .entry_bytes = 20, .key_bytes = 8});
    LeafSpace together = apart;
    together.indexes[0].rows_per_key = 100;
    together.indexes[0].keys = 1'000;
    // 87 pages: a list of 100 ids takes 624 bytes.
    EXPECT_NEAR(
        static_cast<double>(compute_bytes(apart, use) - compute_bytes(together, use)) / page,
        276 - 87, 5);
}

TEST(DiskSpace, GrowsByWhatALoadHasShown) {
    LeafSpace leaf;
    leaf.empty_bytes = page;
    leaf.factor = 1.5;
    EXPECT_EQ(compute_bytes(leaf, {}), page * 3 / 2);
}

TEST(DiskSpace, NeverShrinksWhileRowsCome) {
    LeafSpace leaf;
    leaf.indexes.push_back(
        {.empty_bytes = page, .entry_bytes = 20, .key_bytes = 8, .rows_per_key = 7, .keys = 500});
    LeafUse use;
    std::uint64_t before = 0;
    for (int row = 0; row < 5'000; ++row) {
        use.add({.heap_bytes = static_cast<std::uint64_t>(28 + row % 9 * 200),
                 .toast_bytes = 0,
                 .toast_chunks = 0});
        const std::uint64_t now = compute_bytes(leaf, use);
        EXPECT_GE(now, before) << row;
        before = now;
    }
}

}  // namespace
}  // namespace subset
