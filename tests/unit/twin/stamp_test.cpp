#include "twin/stamp.hpp"

#include "twin/target_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;

Stamp sample() {
    Stamp stamp;
    stamp.identity = {"0.1.0", "de\"v\\", "16384", "7710", "00ff"};
    stamp.identity.origin = {"shop\nfloor", "81", "2026-01-01 00:00:00+00"};
    stamp.source_server_version = "15.8";
    stamp.config_hash = "abcd";
    stamp.rows = 3;
    stamp.tables = {{"public.users", 1}, {"public.orders", 2}};
    return stamp;
}

TEST(Stamp, IsOneLineThatReadsBack) {
    const std::string line = render_stamp(sample());
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_THAT(line, testing::StartsWith("subset {\"version\":\"0.1.0\",\"database\":"));
    EXPECT_THAT(line, HasSubstr("\"rows\":3,\"tables\":{\"public.users\":1,\"public.orders\":2}}"));
    const auto read = parse_stamp(line);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->version, "0.1.0");
    EXPECT_EQ(read->database, "de\"v\\");
    EXPECT_EQ(read->oid, "16384");
    EXPECT_EQ(read->cluster, "7710");
    EXPECT_EQ(read->run_id, "00ff");
    EXPECT_EQ(read->saved_privileges, "");
    EXPECT_EQ(read->origin.database, "shop\nfloor");
    EXPECT_EQ(read->origin.cluster, "81");
    EXPECT_EQ(read->origin.snapshot_time, "2026-01-01 00:00:00+00");
    EXPECT_FALSE(parse_stamped_schemas(line).has_value());
}

TEST(Stamp, OfAnIncompleteTwinRemembersPrivileges) {
    Stamp stamp = sample();
    stamp.identity.incomplete = true;
    stamp.identity.saved_privileges = R"([{"grantee":"a\b"}])";
    const auto read = parse_stamp(render_stamp(stamp));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->run_id, "00ff");
    EXPECT_EQ(read->saved_privileges, stamp.identity.saved_privileges);
    EXPECT_THAT(render_stamp(stamp), HasSubstr("\"incomplete\":true"));
}

TEST(Stamp, RemembersWhatDanglesByRuleAndWhatIsDeclared) {
    Stamp stamp = sample();
    stamp.dangling = {{"public.orders.of", 2}, {"public.a.\"b\"", 1}};
    stamp.foreign_keys = {{"public.orders", {{"of", {"a", "b"}, {"public", "t"}, {"c", "d"}}}}};
    const std::string line = render_stamp(stamp);
    EXPECT_THAT(
        line,
        HasSubstr(
            R"("dangling":{"public.orders.of":2,"public.a.\"b\"":1},"foreign_keys":{"public.orders":[["of",["a","b"],["public","t"],["c","d"]]]},"rows":3,)"));
    EXPECT_EQ(parse_stamp(line)->run_id, "00ff");
    EXPECT_THAT(render_stamp(sample()), testing::Not(HasSubstr("dangling")));
}

TEST(Stamp, SaysWhichSchemasAreTheTwins) {
    Stamp stamp = sample();
    stamp.identity.database = "\"schemas\":[\"x\"]";
    stamp.schemas = {"app", "we\"ird]"};
    EXPECT_EQ(parse_stamped_schemas(render_comment("first", stamp)), stamp.schemas);
}

TEST(Stamp, IsFoundAsItStands) {
    const std::string line = render_stamp(sample());
    EXPECT_EQ(find_stamp("first\nsubset {\"old\":1}\n" + line + "\nlast"), line.substr(7));
    EXPECT_EQ(find_stamp("subset {\"old\":1}"), "");
}

TEST(Stamp, ReplacesTheOldOneAndKeepsTheOtherLines) {
    const std::string comment = render_comment("first\nsubset {\"old\":1}\nlast", sample());
    EXPECT_EQ(comment, "first\nlast\n" + render_stamp(sample()));
    EXPECT_EQ(render_comment("", sample()), render_stamp(sample()));
    EXPECT_EQ(render_comment(comment, sample()), comment);
}

TEST(Stamp, WhatIsNoStampIsNone) {
    EXPECT_FALSE(parse_stamp("").has_value());
    EXPECT_FALSE(parse_stamp("a twin of subset {").has_value());
    EXPECT_FALSE(parse_stamp("subset {").has_value());
    EXPECT_FALSE(parse_stamp("subset {\"version\":\"1\"}").has_value());
    EXPECT_FALSE(parse_stamp("subset {\"database\":\"dev\",\"oid\":7}").has_value());
    EXPECT_FALSE(parse_stamp("subset {\"database\":\"dev").has_value());
    EXPECT_TRUE(
        parse_stamp("subset {\"database\":\"dev\\u00zz\",\"oid\":\"7\"} and more").has_value());
}

TEST(Stamp, OfAnotherDatabaseOrClusterDoesNotCount) {
    TargetState state;
    state.database = "dev";
    state.database_oid = 5;
    state.cluster = "77";
    state.stamp = StampIdentity{"", "dev", "5", "77", ""};
    EXPECT_TRUE(state.is_twin());
    state.stamp->cluster = "78";
    EXPECT_FALSE(state.is_twin());
    state.stamp->cluster = "";
    EXPECT_FALSE(state.is_twin());
    state.cluster = std::nullopt;
    EXPECT_TRUE(state.is_twin()) << "neither then nor now could the role ask";
    state.stamp->oid = "6";
    EXPECT_FALSE(state.is_twin());
}

TEST(Stamp, RunIdsDiffer) {
    EXPECT_EQ(make_run_id().size(), 32U);
    EXPECT_NE(make_run_id(), make_run_id());
}

}  // namespace
}  // namespace subset
