#include "rows/row_store.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;

constexpr TableId first{0};
constexpr TableId second{1};
constexpr std::uint64_t plenty = std::uint64_t{1} << 30;

// Each test has a TMPDIR of its own, so that a file which is left behind shows.
class RowStoreTest : public testing::Test {
protected:
    RowStoreTest() {
        if (const char* before = ::getenv("TMPDIR")) {
            before_ = before;
        }
        std::string pattern = testing::TempDir() + "subset-store-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        ::setenv("TMPDIR", folder_.c_str(), 1);
    }
    ~RowStoreTest() override {
        before_ ? ::setenv("TMPDIR", before_->c_str(), 1) : ::unsetenv("TMPDIR");
        std::filesystem::remove_all(folder_);
    }

    static std::string tuple(std::size_t number, std::size_t bytes = 40) {
        std::string text = "row " + std::to_string(number) + ":";
        text.resize(bytes, static_cast<char>('a' + number % 26));
        return text;
    }
    static std::string run_of(const RowStore& store, TableId table) {
        std::string run;
        store.read(table, [&](std::string_view piece) { run += piece; });
        return run;
    }

    std::filesystem::path folder_;

private:
    std::optional<std::string> before_;
};

TEST_F(RowStoreTest, GivesBackEachTablesRowsInTheirOrder) {
    RowStore store{2, plenty};
    store.append(first, "a1");
    store.append(second, "b1");
    store.append(first, "a2");
    EXPECT_EQ(run_of(store, first), "a1a2");
    EXPECT_EQ(run_of(store, second), "b1");
    EXPECT_EQ(store.rows(first), 2U);
    EXPECT_EQ(store.bytes(first), 4U);
    EXPECT_EQ(store.total_bytes(), 6U);
    EXPECT_EQ(store.spilled_bytes(), 0U);
}

TEST_F(RowStoreTest, AnEmptyTableHasAnEmptyRun) {
    const RowStore store{1, plenty};
    EXPECT_EQ(run_of(store, first), "");
    EXPECT_EQ(store.rows(first), 0U);
}

TEST_F(RowStoreTest, KeepsTheOrderAcrossTheFile) {
    RowStore store{2, 10'000};
    std::string expected_first;
    std::string expected_second;
    for (std::size_t row = 0; row < 5'000; ++row) {
        store.append(first, tuple(row));
        expected_first += tuple(row);
        if (row % 7 == 0) {
            store.append(second, tuple(row, 13));
            expected_second += tuple(row, 13);
        }
    }
    EXPECT_GT(store.spilled_bytes(), 100'000U);
    EXPECT_EQ(run_of(store, first), expected_first);
    EXPECT_EQ(run_of(store, second), expected_second);
    EXPECT_EQ(run_of(store, first), expected_first) << "reading twice gives the same";
}

TEST_F(RowStoreTest, APieceHoldsWholeRows) {
    RowStore store{1, 50'000};
    const std::size_t bytes = 977;
    for (std::size_t row = 0; row < 3'000; ++row) {
        store.append(first, tuple(row, bytes));
    }
    std::size_t pieces = 0;
    store.read(first, [&](std::string_view piece) {
        EXPECT_EQ(piece.size() % bytes, 0U);
        EXPECT_TRUE(piece.starts_with("row "));
        ++pieces;
    });
    EXPECT_GT(pieces, 1U);
}

TEST_F(RowStoreTest, ARowLargerThanAllTheMemoryIsKept) {
    RowStore store{1, 1'000};
    const std::string big = tuple(1, 5'000'000);
    store.append(first, tuple(0));
    store.append(first, big);
    store.append(first, tuple(2));
    EXPECT_EQ(run_of(store, first), tuple(0) + big + tuple(2));
    EXPECT_EQ(store.rows(first), 3U);
}

TEST_F(RowStoreTest, NothingIsLeftInTheFolderEvenWhileTheFileIsInUse) {
    {
        RowStore store{1, 0};
        store.append(first, tuple(0, 100'000));
        EXPECT_EQ(store.spilled_bytes(), 100'000U);
        EXPECT_TRUE(std::filesystem::is_empty(folder_));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(RowStoreTest, NoFileIsMadeWhereMemorySuffices) {
    std::filesystem::remove_all(folder_);
    RowStore store{1, plenty};
    EXPECT_NO_THROW(store.append(first, tuple(0)));
}

TEST_F(RowStoreTest, AFolderThatIsNotThereIsAnErrorWithAHint) {
    std::filesystem::remove_all(folder_);
    RowStore store{1, 0};
    try {
        store.append(first, tuple(0));
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::system);
        EXPECT_THAT(error.what(), HasSubstr(folder_.string()));
        EXPECT_THAT(error.hint(), HasSubstr("TMPDIR"));
    }
}

TEST_F(RowStoreTest, AnIdStandsInFrontOfItsRowAndIsNotCounted) {
    for (const std::uint64_t memory : {std::uint64_t{plenty}, std::uint64_t{0}}) {
        RowStore store{1, memory};
        const RowId id = make_row_id(1, 2, 3);
        store.append(first, id, tuple(0));
        store.append(first, id, tuple(1));
        std::string bytes(sizeof id, '\0');
        std::memcpy(bytes.data(), &id, sizeof id);
        EXPECT_EQ(run_of(store, first), bytes + tuple(0) + bytes + tuple(1));
        EXPECT_EQ(store.rows(first), 2U);
        EXPECT_EQ(store.bytes(first), tuple(0).size() + tuple(1).size());
    }
}

TEST_F(RowStoreTest, ReleasingATableLeavesTheOthers) {
    RowStore store{2, 10'000};
    std::string expected;
    for (std::size_t row = 0; row < 1'000; ++row) {
        store.append(first, tuple(row));
        store.append(second, tuple(row + 1));
        expected += tuple(row + 1);
    }
    store.release(first);
    EXPECT_EQ(store.rows(first), 0U);
    EXPECT_EQ(run_of(store, first), "");
    EXPECT_EQ(store.total_bytes(), expected.size());
    EXPECT_EQ(run_of(store, second), expected);
    store.append(first, "again");
    EXPECT_EQ(run_of(store, first), "again");
}

TEST_F(RowStoreTest, ManySmallTablesTakeLittleMemory) {
    // 2,000 tables with a small row each stay far below a limit that pieces of full size would pass
    // at once.
    RowStore store{2'000, 4'000'000};
    for (std::uint32_t table = 0; table < 2'000; ++table) {
        store.append(TableId{table}, tuple(table));
    }
    EXPECT_EQ(store.spilled_bytes(), 0U);
}

TEST_F(RowStoreTest, AStoreMayBeMoved) {
    RowStore store{1, 10};
    store.append(first, tuple(0));
    RowStore moved = std::move(store);
    moved.append(first, tuple(1));
    EXPECT_EQ(run_of(moved, first), tuple(0) + tuple(1));
}

TEST_F(RowStoreTest, WhatTheSinkThrowsComesThrough) {
    RowStore store{1, plenty};
    store.append(first, "x");
    EXPECT_THROW(store.read(first, [](std::string_view) { throw std::runtime_error{"full"}; }),
                 std::runtime_error);
}

}  // namespace
}  // namespace subset
