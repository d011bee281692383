#include "pg/quote.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace subset::pg {
namespace {

using namespace std::string_view_literals;

TEST(Quote, AnIdentifierIsAlwaysQuoted) {
    EXPECT_EQ(quote_identifier("users"), R"("users")");
    EXPECT_EQ(quote_identifier("select"), R"("select")");
    EXPECT_EQ(quote_identifier("Mixed Case"), R"("Mixed Case")");
    EXPECT_EQ(quote_identifier("größe"), R"("größe")");
}

TEST(Quote, AQuoteInAnIdentifierIsDoubled) {
    EXPECT_EQ(quote_identifier(R"(a"b)"), R"("a""b")");
    EXPECT_EQ(quote_identifier(R"(")"), R"("""")");
    EXPECT_EQ(quote_identifier(R"(x"; drop table users; --)"), R"("x""; drop table users; --")");
}

TEST(Quote, ABackslashInAnIdentifierStandsForItself) {
    EXPECT_EQ(quote_identifier(R"(a\b)"), R"("a\b")");
}

TEST(Quote, AQualifiedNameIsQuotedPartByPart) {
    EXPECT_EQ(quote_name({"my.schema", "a.b"}), R"("my.schema"."a.b")");
}

TEST(Quote, AListIsSeparatedByCommas) {
    const std::vector<std::string> names = {"a", "B", "c d"};
    EXPECT_EQ(quote_list(names), R"("a", "B", "c d")");
    EXPECT_EQ(quote_list({}), "");
}

TEST(Quote, AQuoteInALiteralIsDoubled) {
    EXPECT_EQ(quote_literal("it's"), "'it''s'");
    EXPECT_EQ(quote_literal(""), "''");
    EXPECT_EQ(quote_literal("'; commit; --"), "'''; commit; --'");
}

TEST(Quote, ALiteralWithABackslashIsAnEscapeStringWhateverTheServersSetting) {
    EXPECT_EQ(quote_literal(R"(a\b)"), R"( E'a\\b')");
    EXPECT_EQ(quote_literal(R"(\')"), R"( E'\\''')");
}

TEST(Quote, NewlinesAndUnicodeStandForThemselvesInALiteral) {
    EXPECT_EQ(quote_literal("a\nb\té"), "'a\nb\té'");
}

TEST(ArrayLiteral, AnEmptyArrayHasNoElement) { EXPECT_EQ(ArrayLiteral{}.sql(), "'{}'"); }

TEST(ArrayLiteral, EveryTextIsQuotedSoThatNullAndBracesAreText) {
    ArrayLiteral array;
    for (const std::string_view element : {"a"sv, ""sv, "NULL"sv, "{b,c}"sv, " d "sv}) {
        array.add(element);
    }
    EXPECT_EQ(array.sql(), R"('{"a","","NULL","{b,c}"," d "}')");
}

TEST(ArrayLiteral, QuotesAndBackslashesAreEscapedForTheArrayAndThenForTheLiteral) {
    ArrayLiteral array;
    array.add(R"(say "hi")");
    EXPECT_EQ(array.sql(), R"( E'{"say \\"hi\\""}')");
    ArrayLiteral other;
    other.add(R"(a\b'c)");
    EXPECT_EQ(other.sql(), R"( E'{"a\\\\b''c"}')");
}

TEST(ArrayLiteral, IntegersAreBare) {
    ArrayLiteral array;
    array.add_integer(0);
    array.add_integer(-7);
    array.add_integer(std::numeric_limits<std::int64_t>::max());
    array.add_integer(std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(array.sql(), "'{0,-7,9223372036854775807,-9223372036854775808}'");
}

}  // namespace
}  // namespace subset::pg
