// The small parts of the config stage: quantities, globs, hints, variables.
#include "config/environment.hpp"
#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "config/quantity.hpp"
#include "config/text_hash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>

namespace subset::config {
namespace {

using std::chrono::milliseconds;

TEST(Duration, HasAUnit) {
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("10s"), milliseconds{10'000});
    EXPECT_EQ(parse_duration(" 30 min "), milliseconds{1'800'000});
    EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
    EXPECT_EQ(parse_duration("1d"), milliseconds{86'400'000});
    EXPECT_EQ(parse_duration("1.5s"), milliseconds{1500});
    EXPECT_EQ(parse_duration("0"), milliseconds{0});
}

TEST(Duration, IsNothingElse) {
    for (const auto* text :
         {"", "10", "s", "-1s", "+1s", "1e3s", "1 m", "1.2.3s", "10s10s", "25d", "0.1ms", "1S"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Size, HasUnitsOf1024) {
    EXPECT_EQ(parse_size("1 kB"), 1024U);
    EXPECT_EQ(parse_size("256MB"), 256U * 1024 * 1024);
    EXPECT_EQ(parse_size("20 gb"), std::uint64_t{20} << 30);
    EXPECT_EQ(parse_size("1.5 TB"), std::uint64_t{3} << 39);
    EXPECT_EQ(parse_size("7B"), 7U);
}

TEST(Size, IsNothingElse) {
    for (const auto* text :
         {"", "10", "MB", "-1 MB", "1 MiB", "1 XB", "99999999999 TB", "1 MB 2"}) {
        EXPECT_FALSE(parse_size(text)) << text;
    }
}

TEST(Percent, HasItsSign) {
    EXPECT_DOUBLE_EQ(parse_percent("5%").value(), 5);
    EXPECT_DOUBLE_EQ(parse_percent("0.1 %").value(), 0.1);
    EXPECT_FALSE(parse_percent("5"));
    EXPECT_FALSE(parse_percent("%"));
    EXPECT_FALSE(parse_percent("-5%"));
    EXPECT_FALSE(parse_percent("nan%"));
}

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
    EXPECT_FALSE(matches_glob("user?", {"public", "users"}));
    EXPECT_TRUE(matches_glob("user?", {"public", "user?"}));
    EXPECT_FALSE(matches_glob("Users", {"public", "users"}));
}

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

TEST(Environment, OnlyWholeNamesAreVariables) {
    ::setenv("SUBSET_A", "${SUBSET_B}", 1);
    ::unsetenv("SUBSET_B");
    EXPECT_EQ(substitute_environment("x${SUBSET_A}y").text,
              "x${SUBSET_B}y");  // not looked at again
    EXPECT_TRUE(substitute_environment("x${SUBSET_A}y").unset.empty());
    for (const auto* text :
         {"", "$", "${", "${}", "${1}", "${A B}", "$SUBSET_A", "$$", "${SUBSET_A", "{SUBSET_A}"}) {
        EXPECT_EQ(substitute_environment(text).text, text);
        EXPECT_TRUE(substitute_environment(text).unset.empty()) << text;
    }
    const auto twice = substitute_environment("${SUBSET_B} ${SUBSET_B}");
    ASSERT_EQ(twice.unset.size(), 1U);
    EXPECT_EQ(twice.unset[0], "SUBSET_B");
    EXPECT_EQ(substitute_environment("${${SUBSET_A}}").text, "${${SUBSET_B}}");
}

TEST(TextHash, IsFnv1a) {
    EXPECT_EQ(hash_text(""), "cbf29ce484222325");
    EXPECT_EQ(hash_text("a"), "af63dc4c8601ec8c");
    EXPECT_EQ(hash_text("foobar"), "85944171f73967e8");
}

}  // namespace
}  // namespace subset::config
