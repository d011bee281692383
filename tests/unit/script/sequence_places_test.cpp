#include "script/sequence_places.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace subset {
namespace {

TEST(SequencePlaces, AreTheEndOfTheLastValuesBitLength) {
    EXPECT_EQ(end_of_bit_length(1), 255);
    EXPECT_EQ(end_of_bit_length(255), 255);
    EXPECT_EQ(end_of_bit_length(256), 511);
    EXPECT_EQ(end_of_bit_length(1'000'000), 1'048'575);
    EXPECT_EQ(end_of_bit_length(-1), -256);
    EXPECT_EQ(end_of_bit_length(-257), -512);
    EXPECT_EQ(end_of_bit_length(std::numeric_limits<std::int64_t>::max()),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(end_of_bit_length(std::numeric_limits<std::int64_t>::min()),
              std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace subset
