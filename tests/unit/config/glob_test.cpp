#include "config/glob.hpp"

#include <gtest/gtest.h>

namespace subset::config {
namespace {

TEST(Glob, AStarAloneIsEveryTable) {
    EXPECT_TRUE(matches_glob("*", {"public", "users"}));
    EXPECT_TRUE(matches_glob("*", {"billing", "a.b"}));
}

TEST(Glob, WithoutADotTheSchemaIsPublic) {
    EXPECT_TRUE(matches_glob("log_*", {"public", "log_"}));
    EXPECT_TRUE(matches_glob("log_*", {"public", "log_2026"}));
    EXPECT_FALSE(matches_glob("log_*", {"audit", "log_2026"}));
    EXPECT_FALSE(matches_glob("users", {"public", "users2"}));
}

TEST(Glob, SchemaAndNameAreMatchedOneByOne) {
    EXPECT_TRUE(matches_glob("audit.*", {"audit", "x"}));
    EXPECT_FALSE(matches_glob("audit.*", {"audit2", "x"}));
    EXPECT_TRUE(matches_glob("*.users", {"billing", "users"}));
    EXPECT_FALSE(matches_glob("a*.x", {"b", "a.x"}));
    EXPECT_TRUE(matches_glob("public.a.b", {"public", "a.b"}));
    EXPECT_TRUE(matches_glob("p*c.a*b*c", {"public", "aXbYbZc"}));
    EXPECT_FALSE(matches_glob("a*b*c", {"public", "aXcYb"}));
    EXPECT_TRUE(matches_glob("**", {"public", ""}));
}

TEST(Glob, OtherCharactersStandForThemselves) {
    EXPECT_FALSE(matches_glob("user+", {"public", "users"}));
    EXPECT_FALSE(matches_glob("Users", {"public", "users"}));
}

TEST(Glob, AQuestionMarkIsOneCharacter) {
    EXPECT_TRUE(matches_glob("user?", {"public", "users"}));
    EXPECT_TRUE(matches_glob("user?", {"public", "user\u00e9"}));
    EXPECT_FALSE(matches_glob("user?", {"public", "user"}));
    EXPECT_FALSE(matches_glob("user?", {"public", "user_1"}));
    EXPECT_TRUE(matches_glob("*_??", {"public", "log_of_24"}));
}

}  // namespace
}  // namespace subset::config
