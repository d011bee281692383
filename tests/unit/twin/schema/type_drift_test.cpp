#include "twin/schema/type_drift.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(TypeDrift, TellsTypesThatTakeLess) {
    EXPECT_TRUE(is_narrower("smallint", "integer"));
    EXPECT_TRUE(is_narrower("integer", "numeric(10,2)"));
    EXPECT_TRUE(is_narrower("bigint", "double precision"));
    EXPECT_TRUE(is_narrower("integer[]", "bigint[]"));
    EXPECT_TRUE(is_narrower("character varying(20)", "text"));
    EXPECT_TRUE(is_narrower("character varying(20)", "character varying(21)"));
    EXPECT_TRUE(is_narrower("character(2)", "character varying"));
    EXPECT_TRUE(is_narrower("numeric(6,2)", "numeric(7,2)"));
    EXPECT_TRUE(is_narrower("numeric(8,1)", "numeric(8,2)"));
    EXPECT_TRUE(is_narrower("numeric(6,2)", "numeric"));
    EXPECT_TRUE(is_narrower("date", "timestamp(3) without time zone"));
}

TEST(TypeDrift, SaysNothingOfTypesThatTakeAsMuch) {
    EXPECT_FALSE(is_narrower("bigint", "integer"));
    EXPECT_FALSE(is_narrower("numeric", "numeric(10,2)"));
    EXPECT_FALSE(is_narrower("numeric(8,2)", "numeric(6,2)"));
    EXPECT_FALSE(is_narrower("text", "character varying(20)"));
    EXPECT_FALSE(is_narrower("character varying(20)", "character varying(20)"));
    EXPECT_FALSE(is_narrower("character varying", "text"));
    EXPECT_FALSE(is_narrower("smallint", "text"));
    EXPECT_FALSE(is_narrower("smallint", "integer[]"));
    EXPECT_FALSE(is_narrower("shop.stage", "shop.step"));
    EXPECT_FALSE(is_narrower("odd(", "odd)("));
}

}  // namespace
}  // namespace subset
