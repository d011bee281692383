#include "twin/stamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

Stamp full() {
    Stamp stamp;
    stamp.identity = {"0.1.0", "de\"v\\", "16384", "7710", "00ff", "grants", "SCHEMA a\n"};
    stamp.identity.origin = {"shop\nfloor", "81", "2026-01-01 00:00:00+00"};
    stamp.identity.incomplete = true;
    stamp.source_server_version = "15.8";
    stamp.config_hash = "abcd";
    stamp.rows = 3;
    stamp.tables = {{"public.users", 1}, {"public.orders", 2}};
    stamp.dangling = {{"public.orders.of", 2}};
    stamp.schemas = {"app", "we\"ird]"};
    stamp.masked = std::vector<std::string>{"public.users.email"};
    stamp.raw = true;
    stamp.cases = {{"public.orders", {"47", "a b"}, true}, {"side.t", {"1"}, false}};
    stamp.foreign_keys = {{"public.orders", {{"of", {"a", "b"}, {"public", "t"}, {"c", "d"}}}}};
    return stamp;
}

TEST(WholeStamp, IsReadAsItWasWritten) {
    const std::optional<Stamp> read = parse_whole_stamp("mine\n" + render_stamp(full()));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(render_stamp(*read), render_stamp(full()));
    EXPECT_EQ(read->cases, full().cases);
    EXPECT_EQ(read->identity.origin.database, "shop\nfloor");
}

TEST(WholeStamp, OfAnEarlierVersionDoesNotSayWhatIsMasked) {
    Stamp stamp = full();
    stamp.masked.reset();
    EXPECT_FALSE(parse_whole_stamp(render_stamp(stamp))->masked.has_value());
}

TEST(WholeStamp, IsNothingWhereSomebodyHasChangedIt) {
    const std::string line = render_stamp(full());
    for (std::size_t length = line.size() - 1; length > line.size() - 30; --length) {
        EXPECT_FALSE(parse_whole_stamp(line.substr(0, length)).has_value()) << length;
    }
    EXPECT_FALSE(parse_whole_stamp(line + "}").has_value());
    EXPECT_FALSE(parse_whole_stamp("").has_value());
}

TEST(WholeStamp, CountsRowsThatHaveCome) {
    Stamp stamp = full();
    add_rows(stamp, "public.users", 4);
    add_rows(stamp, "public.lines", 2);
    add_rows(stamp, "public.none", 0);
    EXPECT_EQ(stamp.rows, 9U);
    ASSERT_EQ(stamp.tables.size(), 3U);
    EXPECT_EQ(stamp.tables[0].rows, 5U);
    EXPECT_EQ(stamp.tables[2].table, "public.lines");
}

// The stamp of a source in the database "dev", and the schemas that it is about.
Stamp of_source(const std::string& source, const std::string& schema) {
    Stamp stamp;
    stamp.identity = {"0.1.0", "dev", "16384", "7710", source};
    stamp.identity.origin = {source, "81", ""};
    stamp.schemas = {schema};
    return stamp;
}

TEST(WholeStamp, StaysBesideThatOfAnotherSource) {
    const std::string first = render_comment("mine", of_source("shop", "a"));
    const std::string both = render_comment(first, of_source("bank", "b"));
    EXPECT_EQ(both, first + "\n" + render_stamp(of_source("bank", "b")));
    EXPECT_EQ(render_comment(both, of_source("bank", "b")), both) << "its own line is replaced";
    EXPECT_EQ(render_comment(both, of_source("other", "a")),
              "mine\n" + render_stamp(of_source("bank", "b")) + "\n" +
                  render_stamp(of_source("other", "a")))
        << "whose schemas another run has replaced is gone";
}

TEST(WholeStamp, IsTheOneOfTheSource) {
    const std::string both =
        render_comment(render_comment("", of_source("shop", "a")), of_source("bank", "b"));
    const auto last = [&](const char* source, const char* schema) {
        const auto comment = put_stamp_last(both, {source, "81", ""}, {schema});
        return comment ? parse_stamp(*comment)->origin.database : std::string{"none"};
    };
    EXPECT_EQ(last("shop", "a"), "shop");
    EXPECT_EQ(last("shop", "other"), "shop");
    EXPECT_EQ(last("renamed", "a"), "shop") << "about the same schemas";
    EXPECT_EQ(last("third", "c"), "none");
    const auto turned = put_stamp_last(both, {"shop", "81", ""}, {"a"});
    EXPECT_EQ(turned->size(), both.size()) << "only the order changes";
}

TEST(StampCase, IsWrittenAsItWasAskedFor) {
    EXPECT_EQ((StampCase{"public.orders", {"47", "1"}}).text(), "orders 47 1");
    EXPECT_EQ((StampCase{"side.t", {"1"}}).text(), "side.t 1");
}

}  // namespace
}  // namespace subset
