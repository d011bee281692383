#include "rows/row_set.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <vector>

namespace subset {
namespace {

using testing::IsEmpty;

TEST(RowId, KeepsLeafBlockAndOffsetApart) {
    EXPECT_NE(make_row_id(1, 0, 1), make_row_id(0, 1, 1));
    EXPECT_NE(make_row_id(0, 1, 1), make_row_id(0, 0, 1));
    const RowId last = make_row_id(65535, 0xffffffffU, 65535);
    EXPECT_EQ(leaf_of(last), 65535);
    EXPECT_EQ(static_cast<std::uint64_t>(last), std::numeric_limits<std::uint64_t>::max());
    EXPECT_NE(make_row_id(0, 0, 1), RowId{0});
}

TEST(RowSet, AnEmptySetHoldsNothing) {
    const RowSet set;
    EXPECT_EQ(set.size(), 0U);
    EXPECT_FALSE(set.contains(make_row_id(0, 0, 1)));
    EXPECT_EQ(set.memory_bytes(), 0U);
}

TEST(RowSet, InsertingTellsWhetherTheIdIsNew) {
    RowSet set;
    EXPECT_TRUE(set.insert(make_row_id(0, 7, 1)));
    EXPECT_FALSE(set.insert(make_row_id(0, 7, 1)));
    EXPECT_TRUE(set.insert(make_row_id(1, 7, 1)));
    EXPECT_EQ(set.size(), 2U);
}

TEST(RowSet, AgreesWithAnOrderedSet) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    RowSet set;
    std::set<std::uint64_t> expected;
    for (int round = 0; round < 50'000; ++round) {
        const RowId id = make_row_id(static_cast<std::uint16_t>(random() % 3),
                                     static_cast<std::uint32_t>(random() % 200),
                                     static_cast<std::uint16_t>(1 + random() % 100));
        EXPECT_EQ(set.contains(id), expected.contains(static_cast<std::uint64_t>(id)));
        EXPECT_EQ(set.insert(id), expected.insert(static_cast<std::uint64_t>(id)).second);
    }
    EXPECT_EQ(set.size(), expected.size());
}

// Expects so many bytes for each row, with `blocks` blocks from one row to the next, all in one
// partition. The table is at most three quarters full, and at least half of that just after it
// grew.
void expect_row_bytes(std::uint16_t leaf, std::uint32_t blocks, double least, double most) {
    RowSet set;
    for (std::uint32_t row = 0; row < 40'000; ++row) {
        set.insert(make_row_id(leaf, row * blocks, 7));
        if (set.size() >= 1'000 && set.size() % 1'000 == 0) {
            const double each =
                static_cast<double>(set.memory_bytes()) / static_cast<double>(set.size());
            ASSERT_GE(each, least) << set.size();
            ASSERT_LE(each, most) << set.size();
        }
    }
}

TEST(RowSet, TakesFiveToElevenBytesForEachRowAndTwiceThatForPartitions) {
    expect_row_bytes(0, 100, 4 / 0.75, 4 / 0.375);
    expect_row_bytes(1, 100, 8 / 0.75, 8 / 0.375);
}

TEST(RowSet, TakesABitForEachPlaceWhereItHoldsMuchOfTheTable) {
    expect_row_bytes(0, 1, 1, 1.5);
    expect_row_bytes(0, 6, 6, 9);
}

TEST(RowSet, RowsThatComeFarFromAllOthersChangeNothing) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    for (int round = 0; round < 50; ++round) {
        RowSet set;
        std::set<std::uint64_t> expected;
        std::uint32_t blocks = 1;
        for (int row = 0; row < 1'500; ++row) {
            blocks = row % 300 == 299 ? 1U << random() % 32 : blocks;
            const RowId id =
                make_row_id(row > 1'400 ? static_cast<std::uint16_t>(random() % 2) : 0,
                            static_cast<std::uint32_t>(random() % blocks),
                            static_cast<std::uint16_t>(1 + random() % (1U << random() % 12)));
            ASSERT_EQ(set.contains(id), expected.contains(static_cast<std::uint64_t>(id)));
            ASSERT_EQ(set.insert(id), expected.insert(static_cast<std::uint64_t>(id)).second);
            ASSERT_LE(set.memory_bytes(), 400 + 24 * set.size());
        }
        for (const std::uint64_t id : expected) {
            ASSERT_TRUE(set.contains(RowId{id}));
        }
        ASSERT_EQ(set.size(), expected.size());
    }
}

TEST(RowSet, ASampleIsOfItsRowsAndFromAllOverThem) {
    RowSet dense;
    RowSet sparse;
    RowSet wide;
    for (std::uint32_t row = 0; row < 10'000; ++row) {
        dense.insert(make_row_id(0, row / 100, static_cast<std::uint16_t>(1 + row % 100)));
        sparse.insert(make_row_id(0, row * 300, 1));
        wide.insert(make_row_id(2, row, 1));
    }
    for (const RowSet* const set : {&dense, &sparse, &wide}) {
        EXPECT_THAT(set->sample(0), IsEmpty());
        EXPECT_EQ(set->sample(20'000).size(), 10'000U);
        const std::vector<RowId> some = set->sample(100);
        EXPECT_EQ(some.size(), 100U);
        std::set<RowId> distinct;
        std::uint32_t highest = 0;
        for (const RowId id : some) {
            EXPECT_TRUE(set->contains(id));
            distinct.insert(id);
            highest = std::max(highest, block_of(id));
        }
        EXPECT_EQ(distinct.size(), 100U);
        EXPECT_GE(highest, set == &dense ? 90U : 9'000U);
    }
    EXPECT_THAT(RowSet{}.sample(5), IsEmpty());
}

TEST(RowSet, IdsThatDoNotFitIntoFourBytesChangeNothing) {
    const std::vector<RowId> ids = {make_row_id(0, 0, 1),
                                    make_row_id(0, 0, 1'023),
                                    make_row_id(0, 4'194'303, 1'023),
                                    make_row_id(0, 7, 7),
                                    make_row_id(0, 0, 1'024),
                                    make_row_id(0, 4'194'304, 1),
                                    make_row_id(0, 4'294'967'295, 65'535),
                                    make_row_id(65'535, 0, 1),
                                    make_row_id(1, 0, 1)};
    for (std::size_t first = 0; first < ids.size(); ++first) {
        RowSet set;
        for (std::size_t index = 0; index < ids.size(); ++index) {
            const RowId id = ids[(first + index) % ids.size()];
            EXPECT_FALSE(set.contains(id));
            EXPECT_TRUE(set.insert(id));
            EXPECT_FALSE(set.insert(id));
        }
        for (const RowId id : ids) {
            EXPECT_TRUE(set.contains(id));
        }
        EXPECT_EQ(set.size(), ids.size());
    }
}

}  // namespace
}  // namespace subset
