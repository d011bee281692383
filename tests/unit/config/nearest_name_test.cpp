#include "config/nearest_name.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string_view>

namespace subset::config {
namespace {

TEST(NearestName, IsAtMostTwoSlipsAway) {
    constexpr std::array<std::string_view, 4> known{"table", "where", "order_by", "url"};
    EXPECT_EQ(nearest_name("tabel", known), "table");
    EXPECT_EQ(nearest_name("orderby", known), "order_by");
    EXPECT_EQ(nearest_name("were", known), "where");
    EXPECT_EQ(nearest_name("ulr", known), "url");
    EXPECT_EQ(nearest_name("uri", known), "url");
    EXPECT_EQ(nearest_name("u", known), std::nullopt);
    EXPECT_EQ(nearest_name("colour", known), std::nullopt);
    EXPECT_EQ(nearest_name("", known), std::nullopt);
    EXPECT_EQ(listed(known), "table, where, order_by, url");
}

}  // namespace
}  // namespace subset::config
