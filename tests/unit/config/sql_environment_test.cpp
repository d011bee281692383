#include "config/sql_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace subset::config {
namespace {

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

}  // namespace
}  // namespace subset::config
