// Tests what the file alone shows of [[child]], [[reference]], [[cut]] and dangling.
#include "subset/config.hpp"
#include "support/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::ReadConfig;

TEST_F(ReadConfig, TakesWhatTheDesignShowsOfReferences) {
    const auto config = read(R"toml([[root]]
table = "users"
[[child]]
table = "orders"
parent = "users"
columns = ["user_id"]
follow = "always"
where = "c.status <> 'draft'"
order_by = "c.placed_at DESC"
limit = 20
[[child]]
table = "logins"
parent = "users"
name = "logins_user_fkey"
[[reference]]
name = "comment_on_order"
table = "comments"
columns = ["subject_id", "((c.payload->>'order_id')::bigint)"]
parent = "orders"
parent_columns = ["order_id", "tenant"]
when = "c.subject_type = 'Order'"
[[reference]]
table = "a"
columns = ["b"]
parent = "b"
[[cut]]
table = "users"
columns = ["referred_by"]
parent = "users"
[[cut]]
table = "users"
name = "users_boss_fkey"
)toml");
    EXPECT_THAT(told(config.faults), IsEmpty());
    ASSERT_EQ(config.children.size(), 2U);
    EXPECT_EQ(config.children[0].place.line, 3U);
    EXPECT_EQ(config.children[0].table.value, "orders");
    EXPECT_EQ(config.children[0].parent.value, "users");
    EXPECT_EQ(config.children[0].columns.at(0).value, "user_id");
    EXPECT_EQ(config.children[0].follow, Follow::always);
    EXPECT_EQ(config.children[0].where->value, "c.status <> 'draft'");
    EXPECT_EQ(config.children[0].where->place.line, 8U);
    EXPECT_EQ(config.children[0].order_by->value, "c.placed_at DESC");
    EXPECT_EQ(config.children[0].limit, 20U);
    EXPECT_EQ(config.children[1].name->value, "logins_user_fkey");
    EXPECT_EQ(config.children[1].follow, Follow::chosen);
    EXPECT_FALSE(config.children[1].limit.has_value());
    ASSERT_EQ(config.references.size(), 2U);
    EXPECT_EQ(config.references[0].name->value, "comment_on_order");
    EXPECT_EQ(config.references[0].table.value, "comments");
    EXPECT_EQ(config.references[0].columns.at(1).value, "((c.payload->>'order_id')::bigint)");
    EXPECT_EQ(config.references[0].parent.value, "orders");
    EXPECT_EQ(config.references[0].parent_columns.at(1).value, "tenant");
    EXPECT_EQ(config.references[0].when->value, "c.subject_type = 'Order'");
    EXPECT_THAT(config.references[1].parent_columns, IsEmpty());
    EXPECT_FALSE(config.references[1].when.has_value());
    ASSERT_EQ(config.cuts.size(), 2U);
    EXPECT_EQ(config.cuts[0].columns.at(0).value, "referred_by");
    EXPECT_EQ(config.cuts[0].parent->value, "users");
    EXPECT_FALSE(config.cuts[1].parent.has_value());
    EXPECT_EQ(config.cuts[1].name->value, "users_boss_fkey");
}

TEST_F(ReadConfig, TellsEveryFaultOfReferencesWithItsPlace) {
    EXPECT_THAT(
        faults_of(R"([[root]]
table = "users"
[[child]]
table = "orders"
follow = "sometimes"
limit = 0
[[child]]
parent = "users"
table = "orders"
follow = "never"
where = "true"
order_by = "c.id"
limit = 3
[[reference]]
table = "comments"
column = "a"
[[cut]]
table = "users"
parent = "users"
)"),
        ElementsAre("3:1 [[child]] without parent",
                    "5:10 follow in [[child]] cannot be \"sometimes\"",
                    "6:9 limit in [[child]] must be at least 1, not 0",
                    "11:9 where beside follow = \"never\" in [[child]]",
                    "12:12 order_by beside follow = \"never\" in [[child]]",
                    "13:9 limit beside follow = \"never\" in [[child]]",
                    "14:1 [[reference]] without parent", "14:1 [[reference]] without columns",
                    "16:1 unknown key \"column\" in [[reference]]",
                    "17:1 [[cut]] says neither columns nor name"));
}

TEST_F(ReadConfig, DanglingIsOneOfFourAndAbsentByDefault) {
    const std::string root = "[[root]]\ntable = \"users\"\n[source]\ndangling = ";
    const std::vector<std::pair<std::string, Dangling>> names = {{"fail", Dangling::fail},
                                                                 {"keep", Dangling::keep},
                                                                 {"null", Dangling::null},
                                                                 {"drop", Dangling::drop}};
    for (const auto& [name, rule] : names) {
        EXPECT_EQ(read(root + '"' + name + '"').source.dangling, rule) << name;
    }
    EXPECT_FALSE(read("[[root]]\ntable = \"users\"").source.dangling.has_value());
    EXPECT_THAT(faults_of(root + "\"ignore\""),
                ElementsAre("4:12 dangling in [source] cannot be \"ignore\""));
}

}  // namespace
}  // namespace subset
