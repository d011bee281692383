#include "script/add/merge_sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string equal = "OPERATOR(pg_catalog.=)";

// The quotes of names are not what these tests are about.
std::string plain(std::string sql) {
    std::erase(sql, '"');
    return sql;
}

MergeTable users() {
    MergeTable table;
    table.number = 3;
    table.name = {"public", "users"};
    table.columns = {"id", "email", "nr"};
    table.fixed = {"nr"};
    table.keys = {{"users_pkey", {{"id", equal}}, true, false},
                  {"users_email_key", {{"email", "OPERATOR(ext.=)"}}, false, false}};
    return table;
}

MergeTable pings() {
    MergeTable table;
    table.number = 4;
    table.name = {"public", "pings"};
    table.columns = {"at"};
    return table;
}

TEST(MergeSql, InsertsWhatIsNotThereByKey) {
    EXPECT_EQ(plain(render_insert(users())),
              "INSERT INTO public.users (id, email, nr) OVERRIDING SYSTEM VALUE "
              "SELECT s.id, s.email, s.nr FROM pg_temp.subset_add_3 AS s WHERE NOT "
              "EXISTS (SELECT FROM ONLY public.users AS t WHERE t.id "
              "OPERATOR(pg_catalog.=) s.id)");
}

TEST(MergeSql, ReadsAllPartitionsOfATable) {
    MergeTable table = users();
    table.partitioned = true;
    EXPECT_THAT(plain(render_insert(table)), HasSubstr("FROM public.users AS t"));
}

TEST(MergeSql, ComparesRowsWithoutAKeyAsAMultiset) {
    const std::string sql = plain(render_insert(pings()));
    EXPECT_THAT(
        sql, HasSubstr("pg_catalog.row_number() OVER (PARTITION BY ROW(x.at)::pg_catalog.text)"));
    EXPECT_THAT(sql, HasSubstr("t.subset:nth OPERATOR(pg_catalog.=) s.subset:nth"));
}

TEST(MergeSql, UpdatesNeitherKeysNorWhatTheTargetNumbers) {
    const std::string sql = plain(render_update(users()));
    EXPECT_THAT(sql, HasSubstr("SET email = s.email FROM"));
    MergeTable table = users();
    table.columns = {"id", "nr"};
    EXPECT_EQ(plain(render_update(table)), "");
}

TEST(MergeSql, LeavesWhatACutMadeNull) {
    MergeTable table = users();
    table.cut = {"email"};
    EXPECT_THAT(plain(render_update(table)),
                HasSubstr("SET email = coalesce(s.email, t.email) FROM"));
    EXPECT_THAT(plain(render_comparison(table)), HasSubstr("coalesce(s.email, t.email)"));
}

TEST(MergeSql, BringsAllTablesByOneStatement) {
    const std::vector<MergeTable> tables{users(), pings()};
    const std::string sql = plain(render_merge(tables, false));
    EXPECT_THAT(sql, testing::StartsWith("WITH m0 AS (INSERT INTO public.users"));
    EXPECT_THAT(sql, HasSubstr("m1 AS (INSERT INTO public.pings"));
    EXPECT_THAT(sql, Not(HasSubstr("UPDATE")));
    EXPECT_THAT(plain(render_merge(tables, true)), HasSubstr("m1 AS (UPDATE ONLY public.users"));
    EXPECT_EQ(plain(render_merge({}, true)), "");
}

TEST(MergeSql, LooksForUniqueValuesOfOtherRows) {
    const std::string sql = plain(render_collisions(users(), false));
    EXPECT_THAT(sql,
                HasSubstr("t.email OPERATOR(ext.=) s.email AND NOT (t.id " + equal + " s.id)"));
    EXPECT_THAT(sql, HasSubstr("users_email_key"));
    EXPECT_EQ(plain(render_collisions(pings(), false)), "");
}

TEST(MergeSql, ComparesNullsWhereTheyAreNotDistinct) {
    MergeTable table = users();
    table.keys[1].nulls_equal = true;
    EXPECT_THAT(plain(render_collisions(table, false)),
                HasSubstr("t.email IS NULL AND s.email IS NULL"));
}

}  // namespace
}  // namespace subset
