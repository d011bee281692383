// The small parts of the config stage: quantities, globs, hints, variables.
#include "config/environment.hpp"
#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "config/quantity.hpp"
#include "config/schema_patterns.hpp"
#include "config/sql_environment.hpp"
#include "config/text_hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

TEST(SchemaPatterns, WhatIsLeftOutIsOutAndTheRestIsInWhereNothingElseIsSaid) {
    const std::vector<Text> some{{"public"}, {"tenant_*"}, {"!tenant_test"}};
    EXPECT_TRUE(means_schema(some, "tenant_a"));
    EXPECT_FALSE(means_schema(some, "tenant_test"));
    EXPECT_FALSE(means_schema(some, "audit"));
    EXPECT_TRUE(means_schema({{"!tenant_*"}}, "audit"));
    EXPECT_FALSE(means_schema({{"!tenant_*"}}, "tenant_a"));
    EXPECT_FALSE(means_schema({}, "public"));
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

TEST(SqlEnvironment, AValueStaysAValue) {
    ::setenv("SUBSET_Q", R"(O'N "x" \)", 1);
    ::setenv("SUBSET_N", "-17.5", 1);
    ::setenv("SUBSET_W", "plan", 1);
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"number = '${SUBSET_Q}'", R"(number = 'O''N "x" \')"},
        {"a = 'it''s ${SUBSET_Q}' AND b = 2", R"(a = 'it''s O''N "x" \' AND b = 2)"},
        {R"(a = E'\'${SUBSET_Q}')", R"(a = E'\'O''N "x" \\')"},
        {"a = E'x'\n  '${SUBSET_Q}'", "a = E'x'\n  'O''N \"x\" \\\\'"},
        {"\"${SUBSET_Q}\" = 1", R"("O'N ""x"" \" = 1)"},
        {"a = $$${SUBSET_Q}$$", R"(a = $$O'N "x" \$$)"},
        {"a = $t$'${SUBSET_Q}$t$", R"(a = $t$'O'N "x" \$t$)"},
        {"a -${SUBSET_N} < ${SUBSET_W}_id", "a -(-17.5) < plan_id"},
        {"tenant_${SUBSET_W} /* ' */ = '${SUBSET_Q}'", R"(tenant_plan /* ' */ = 'O''N "x" \')"},
        {"a$$b = '${SUBSET_Q}' -- $$", R"(a$$b = 'O''N "x" \' -- $$)"},
        {"a = $1 AND b ~ '^${1,2}$'", "a = $1 AND b ~ '^${1,2}$'"},
    };
    for (const auto& [sql, expected] : cases) {
        const SubstitutedSql done = substitute_in_sql(sql);
        EXPECT_EQ(done.value.text, expected);
        EXPECT_TRUE(done.refused.empty()) << sql;
    }
}

TEST(SqlEnvironment, WhatWouldBeSqlOfItsOwnIsRefused) {
    ::setenv("SUBSET_Q", "1 OR true", 1);
    ::setenv("SUBSET_D", "$$ OR true", 1);
    ::setenv("SUBSET_E", "E", 1);
    for (const std::string& sql : std::vector<std::string>{
             "a = ${SUBSET_Q}", "'x' || ${SUBSET_Q}", "-- ${SUBSET_Q}\na = 1",
             "/* '${SUBSET_Q}' */ a", "U&'${SUBSET_Q}'", "U&'a'\n'${SUBSET_Q}'",
             "$$a$$ || ${SUBSET_Q}", "\"a\"${SUBSET_Q}"}) {
        EXPECT_THAT(substitute_in_sql(sql).refused, testing::ElementsAre("SUBSET_Q")) << sql;
    }
    EXPECT_FALSE(substitute_in_sql("a = $$${SUBSET_D}$$").refused.empty());
    EXPECT_FALSE(substitute_in_sql("a = ${SUBSET_E}'\\''").refused.empty());
    ::unsetenv("SUBSET_Q");
    EXPECT_EQ(substitute_in_sql("a = ${SUBSET_Q}").value.unset.size(), 1U);
}

TEST(TextHash, IsFnv1a) {
    EXPECT_EQ(hash_text(""), "cbf29ce484222325");
    EXPECT_EQ(hash_text("a"), "af63dc4c8601ec8c");
    EXPECT_EQ(hash_text("foobar"), "85944171f73967e8");
}

}  // namespace
}  // namespace subset::config
