#include "load/difference/difference_sql.hpp"

#include <gmock/gmock.h>

namespace subset {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

DifferenceTable users() {
    DifferenceTable table;
    table.name = R"("public"."users")";
    table.own_rows = R"(ONLY "public"."users")";
    table.columns = {R"("id")", R"("email")"};
    table.updated = table.columns;
    table.same_row = R"(o."id" OPERATOR(pg_catalog.=) n."id")";
    return table;
}

TEST(DifferenceSqlTest, DeletesComeBeforeInsertsAndTheseBeforeUpdates) {
    const DifferenceTable table = users();
    EXPECT_EQ(
        render_difference({{&table, 3, true, true}}),
        "WITH d3 AS (DELETE FROM ONLY \"public\".\"users\" AS o USING pg_temp.subset_gone AS g "
        "WHERE g.number = 3 AND o.tableoid = g.relation AND o.ctid = g.id AND g.new IS NULL "
        "RETURNING 1), removed (rows) AS MATERIALIZED (SELECT (SELECT pg_catalog.count(*) FROM "
        "d3)), i3 AS (INSERT INTO \"public\".\"users\" (\"id\", \"email\") OVERRIDING SYSTEM VALUE "
        "SELECT n.\"id\", n.\"email\" FROM pg_temp.subset_new_3 AS n, removed AS x WHERE x.rows >= "
        "0 AND NOT EXISTS (SELECT FROM pg_temp.subset_gone AS g WHERE g.number = 3 AND g.new = "
        "n.ctid) RETURNING 1), inserted (rows) AS MATERIALIZED (SELECT (SELECT "
        "pg_catalog.count(*) FROM i3)), u3 AS (UPDATE ONLY \"public\".\"users\" AS o SET \"id\" = "
        "n.\"id\", \"email\" = n.\"email\" FROM pg_temp.subset_gone AS g, pg_temp.subset_new_3 AS "
        "n, inserted AS x WHERE x.rows >= 0 AND g.number = 3 AND o.tableoid = g.relation AND "
        "o.ctid = g.id AND n.ctid = g.new RETURNING 1) SELECT 3, (SELECT pg_catalog.count(*) FROM "
        "d3), (SELECT pg_catalog.count(*) FROM i3), (SELECT pg_catalog.count(*) FROM u3)");
}

TEST(DifferenceSqlTest, WithoutAKeyRowsOnlyGoAndCome) {
    DifferenceTable table = users();
    table.same_row.clear();
    EXPECT_EQ(render_pair({&table, 3, true, true}), "");
    EXPECT_THAT(render_difference({{&table, 3, true, true}}), Not(HasSubstr("UPDATE")));
}

TEST(DifferenceSqlTest, WhatDoesNotDifferIsNotNamed) {
    const DifferenceTable table = users();
    const std::string comes = render_difference({{&table, 3, true, false}});
    EXPECT_THAT(comes, Not(HasSubstr("DELETE")));
    EXPECT_THAT(comes, HasSubstr("SELECT 3, 0, (SELECT pg_catalog.count(*) FROM i3), 0"));
    const std::string goes = render_difference({{&table, 3, false, true}});
    EXPECT_THAT(goes, Not(HasSubstr("INSERT")));
    EXPECT_THAT(goes, Not(HasSubstr("subset_new")));
    EXPECT_EQ(render_pair({&table, 3, false, true}), "");
}

TEST(DifferenceSqlTest, ATableWithoutColumnsIsWrittenToo) {
    DifferenceTable table = users();
    table.columns.clear();
    table.updated.clear();
    EXPECT_THAT(render_difference({{&table, 3, true, false}}),
                HasSubstr("INSERT INTO \"public\".\"users\" SELECT  FROM pg_temp.subset_new_3"));
}

TEST(DifferenceSqlTest, WhereARowIsIsALineOfCopy) {
    EXPECT_EQ(render_gone_line(3, 16'384, 7, 2), "3\t16384\t(7,2)\n");
}

}  // namespace
}  // namespace subset
