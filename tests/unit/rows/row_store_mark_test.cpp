#include "rows/row_store.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace subset {
namespace {

constexpr TableId first{0};
constexpr TableId second{1};

std::string content(const RowStore& store, TableId table) {
    std::string bytes;
    store.read(table, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

// With much memory, and with so little that all rows go to the file.
class RowStoreMarkTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RowStoreMarkTest, TakesAwayWhatCameAfterTheMark) {
    RowStore store{2, GetParam()};
    std::string expected;
    for (int row = 0; row < 300; ++row) {
        const std::string tuple = "tuple " + std::to_string(row) + std::string(40, 'x');
        store.append(first, tuple);
        expected += tuple;
    }
    store.append(second, RowId{7}, "with its id");
    const std::string other = content(store, second);
    const RowStore::Mark mark = store.mark();
    const std::uint64_t total = store.total_bytes();
    for (int row = 0; row < 5'000; ++row) {
        store.append(first, "too many" + std::string(50, 'y'));
        store.append(second, RowId{8}, "too many");
    }
    store.roll_back(mark);
    EXPECT_EQ(content(store, first), expected);
    EXPECT_EQ(content(store, second), other);
    EXPECT_EQ(store.rows(first), 300U);
    EXPECT_EQ(store.bytes(second), std::string{"with its id"}.size());
    EXPECT_EQ(store.total_bytes(), total);
}

TEST_P(RowStoreMarkTest, GoesOnBehindTheMark) {
    RowStore store{2, GetParam()};
    store.append(first, "one ");
    const RowStore::Mark mark = store.mark();
    for (int row = 0; row < 1'000; ++row) {
        store.append(first, "too many" + std::string(50, 'y'));
    }
    store.roll_back(mark);
    store.append(first, "two");
    EXPECT_EQ(content(store, first), "one two");
    store.roll_back(mark);
    EXPECT_EQ(content(store, first), "one ");
}

INSTANTIATE_TEST_SUITE_P(Memory, RowStoreMarkTest, testing::Values(0, 2'000, 1'000'000'000));

}  // namespace
}  // namespace subset
