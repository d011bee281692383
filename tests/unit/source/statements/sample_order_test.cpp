#include "source/statements/sample_order.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace subset {
namespace {

TEST(SampleOrder, DependsOnTheSeedAndNotOnTheOrderBefore) {
    std::vector<RowId> rows;
    for (std::uint16_t offset = 1; offset < 50; ++offset) {
        rows.push_back(make_row_id(0, 3, offset));
    }
    std::vector<RowId> turned{rows.rbegin(), rows.rend()};
    std::vector<RowId> other = rows;
    order_as_sampled(rows, 7);
    order_as_sampled(turned, 7);
    order_as_sampled(other, 8);
    EXPECT_EQ(rows, turned);
    EXPECT_NE(rows, other);
}

}  // namespace
}  // namespace subset
