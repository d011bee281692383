#include "config/schema_patterns.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace subset::config {
namespace {

TEST(SchemaPatterns, WhatIsLeftOutIsOutAndTheRestIsInWhereNothingElseIsSaid) {
    const std::vector<Text> some{{"public"}, {"tenant_*"}, {"!tenant_test"}};
    EXPECT_TRUE(means_schema(some, "tenant_a"));
    EXPECT_FALSE(means_schema(some, "tenant_test"));
    EXPECT_FALSE(means_schema(some, "audit"));
    EXPECT_TRUE(means_schema({{"!tenant_*"}}, "audit"));
    EXPECT_FALSE(means_schema({{"!tenant_*"}}, "tenant_a"));
    EXPECT_FALSE(means_schema({}, "public"));
}

}  // namespace
}  // namespace subset::config
