#include "closure/fit/root_shares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace subset {
namespace {

using ::testing::ElementsAre;

TEST(RootShares, TakesTheFirstRowOfEachRootTogether) {
    const RootShares shares{{4, 2, 3}};
    EXPECT_THAT(shares.after(1).taken(), ElementsAre(1, 1, 1));
    EXPECT_THAT(shares.after(2).taken(), ElementsAre(2, 1, 1));  // from 1/4 on
    EXPECT_THAT(shares.after(3).taken(), ElementsAre(2, 1, 2));  // from 1/3 on
    EXPECT_THAT(shares.after(4).taken(), ElementsAre(3, 2, 2));  // from 1/2 on
}

TEST(RootShares, GivesTheLargestFractionThatTakesNoMore) {
    const RootShares shares{{4, 2, 3}};
    EXPECT_DOUBLE_EQ(shares.after(1).fraction(), 1.0 / 4);
    EXPECT_DOUBLE_EQ(shares.after(2).fraction(), 1.0 / 3);
    EXPECT_DOUBLE_EQ(shares.after(100).fraction(), 1);
    EXPECT_TRUE(shares.after(100).all());
}

TEST(RootShares, IsTheCeilingOfTheFractionOfEachRoot) {
    const std::vector<std::uint64_t> rows{7, 12, 1, 30};
    for (std::uint64_t steps = 1; steps < 45; ++steps) {
        const RootShares shares = RootShares{rows}.after(steps);
        for (std::size_t root = 0; root < rows.size(); ++root) {
            const double part = shares.fraction() * static_cast<double>(rows[root]);
            EXPECT_EQ(shares.taken()[root], static_cast<std::uint64_t>(std::ceil(part - 1e-9)));
        }
    }
}

TEST(RootShares, LeavesRootsWithoutRowsAlone) {
    const RootShares shares{{0, 2}};
    EXPECT_THAT(shares.after(1).taken(), ElementsAre(0, 1));
    EXPECT_DOUBLE_EQ(shares.after(1).fraction(), 0.5);
}

}  // namespace
}  // namespace subset
