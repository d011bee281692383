#include "pg/sql_tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset::pg {
namespace {

using testing::ElementsAre;

// The tokens of the text but for blanks, each behind a letter for its kind.
std::vector<std::string> tokens_of(std::string_view sql) {
    std::vector<std::string> tokens;
    for (SqlToken token = next_sql_token(sql, 0); token.kind != SqlTokenKind::end;
         token = next_sql_token(sql, token.end)) {
        if (token.kind != SqlTokenKind::blank) {
            const auto kind = static_cast<std::size_t>(token.kind);
            tokens.push_back(std::string{"eblqwnos"[kind]} + ":" + std::string{token.in(sql)} +
                             (token.closed ? "" : " (open)"));
        }
    }
    return tokens;
}

TEST(SqlTokens, AnOperatorIsTheLongestRunOfSigns) {
    EXPECT_THAT(tokens_of("a @> b"), ElementsAre("w:a", "o:@>", "w:b"));
    EXPECT_THAT(tokens_of("a=@b"), ElementsAre("w:a", "o:=@", "w:b"));
    EXPECT_THAT(tokens_of("a = @b"), ElementsAre("w:a", "o:=", "o:@", "w:b"));
    EXPECT_THAT(tokens_of("(@b)"), ElementsAre("s:(", "o:@", "w:b", "s:)"));
}

TEST(SqlTokens, ACommentEndsAnOperator) {
    EXPECT_THAT(tokens_of("@/* x */b"), ElementsAre("o:@", "w:b"));
    EXPECT_THAT(tokens_of("@--x\nb"), ElementsAre("o:@", "w:b"));
    EXPECT_THAT(tokens_of("a /* @x /* @y */ @z */ b"), ElementsAre("w:a", "w:b"));
}

TEST(SqlTokens, ASignEndsAnOperatorThatHasNoneButStandardSigns) {
    EXPECT_THAT(tokens_of("a*-b"), ElementsAre("w:a", "o:*", "o:-", "w:b"));
    EXPECT_THAT(tokens_of("a@-b"), ElementsAre("w:a", "o:@-", "w:b"));
}

TEST(SqlTokens, QuotesHideWhatIsInThem) {
    EXPECT_THAT(tokens_of("'a''@b' x"), ElementsAre("l:'a''@b'", "w:x"));
    EXPECT_THAT(tokens_of(R"(E'a\'@b' x)"), ElementsAre(R"(l:E'a\'@b')", "w:x"));
    EXPECT_THAT(tokens_of(R"('a\' x)"), ElementsAre(R"(l:'a\')", "w:x"));
    EXPECT_THAT(tokens_of("\"a\"\"@b\" x"), ElementsAre("q:\"a\"\"@b\"", "w:x"));
    EXPECT_THAT(tokens_of("U&\"@b\" x"), ElementsAre("q:U&\"@b\"", "w:x"));
    EXPECT_THAT(tokens_of("$$a'@b$$ x"), ElementsAre("l:$$a'@b$$", "w:x"));
    EXPECT_THAT(tokens_of("$t$a$$@b$t$ x"), ElementsAre("l:$t$a$$@b$t$", "w:x"));
    EXPECT_THAT(tokens_of("a$b$c$b$"), ElementsAre("w:a$b$c$b$"));
    EXPECT_THAT(tokens_of("$1 @b"), ElementsAre("n:$1", "o:@", "w:b"));
}

TEST(SqlTokens, ALiteralGoesOnBehindALineBreak) {
    EXPECT_THAT(tokens_of("E'a' -- '\n '\\'@b' x"), ElementsAre("l:E'a' -- '\n '\\'@b'", "w:x"));
    EXPECT_THAT(tokens_of("'a' 'b'"), ElementsAre("l:'a'", "l:'b'"));
}

TEST(SqlTokens, WhatHasNoEndIsOpen) {
    EXPECT_THAT(tokens_of("'a @b"), ElementsAre("l:'a @b (open)"));
    EXPECT_THAT(tokens_of("$x$ @b"), ElementsAre("l:$x$ @b (open)"));
    EXPECT_THAT(tokens_of("\"a"), ElementsAre("q:\"a (open)"));
    EXPECT_FALSE(next_sql_token("/* a", 0).closed);
}

}  // namespace
}  // namespace subset::pg
