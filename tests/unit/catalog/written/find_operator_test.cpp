#include "catalog/written/find_operator.hpp"

#include "support/catalog_parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

Column of(const std::string& type) { return testing_support::make_column("a " + type, 1); }

// Renders what is compared as "parent type, child type", with "here" where equal texts are equal
// values, or as "none".
std::string compared(const std::string& parent, const std::string& child) {
    const auto found = find_operator(of(parent), of(child));
    return found ? found->parent_type + ", " + found->child_type +
                       (found->decidable_here ? ", here" : "")
                 : "none";
}

TEST(FindOperator, IntegersOfAnySizeCompare) {
    EXPECT_EQ(compared("bigint", "smallint"), "bigint, smallint, here");
}

TEST(FindOperator, OneTypeComparesByItsOwnEquality) {
    EXPECT_EQ(compared("uuid", "uuid"), "uuid, uuid, here");
    EXPECT_EQ(compared("text", "text"), "text, text, here");
    // Which values are equal only the server may say.
    EXPECT_EQ(compared("citext", "citext"), "citext, citext");
    Column json = of("json");
    json.equality.clear();
    EXPECT_FALSE(find_operator(json, json).has_value());
}

TEST(FindOperator, TextsCompareAsText) {
    EXPECT_EQ(compared("text", "character varying"), "pg_catalog.text, pg_catalog.text, here");
    EXPECT_EQ(compared("text", "citext"), "none");
}

TEST(FindOperator, NumbersCompareAsNumeric) {
    EXPECT_EQ(compared("numeric", "integer"), "pg_catalog.numeric, pg_catalog.numeric");
    EXPECT_EQ(compared("integer", "numeric"), "pg_catalog.numeric, pg_catalog.numeric");
}

TEST(FindOperator, WhatWouldNeedACastDoesNotCompare) {
    EXPECT_EQ(compared("integer", "text"), "none");
    EXPECT_EQ(compared("uuid", "text"), "none");
    EXPECT_EQ(compared("bigint", "double precision"), "none");
}

}  // namespace
}  // namespace subset
