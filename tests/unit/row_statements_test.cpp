// The statements around the keys: roots, counts, distinct keys.
#include "closure/row_sql.hpp"
#include "support/keyed_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing_support::CatalogBuilder;
using testing_support::composite_plan;
using testing_support::integers;
using testing_support::plan_of;

TEST(RowStatements, EveryStatementSelectsIdKeysAndThenTheOutputColumns) {
    const Plan plan =
        plan_of(CatalogBuilder{}
                    .table("people", {"id integer", "Name text", "twice integer generated"})
                    .table("pets", {"id integer", "owner integer"})
                    .reference("r", "pets(owner) -> people(id)")
                    .build());
    const std::string head = R"(SELECT c.tableoid, c.ctid, c."id"::pg_catalog.int8)";
    EXPECT_THAT(render_root(plan, plan.roots[0], false), StartsWith(head + " FROM ("));
    EXPECT_THAT(render_root(plan, plan.roots[0], true),
                StartsWith(head + R"(, c."id", c."Name" FROM ()"));
}

TEST(RowStatements, UserSqlStandsOnLinesOfItsOwn) {
    Plan plan = plan_of(CatalogBuilder{}.table("c", {"id integer"}).build());
    RootPlan root = plan.roots.front();
    root.where = "id > 3 -- recent";
    root.order_by = "\nid DESC\n, \"c\".\"id\"";
    root.limit = 5;
    EXPECT_EQ(
        render_root(plan, root, false),
        "SELECT c.tableoid, c.ctid FROM (SELECT \"c\".tableoid, \"c\".ctid, \"c\".\"id\" FROM ONLY "
        "\"public\".\"c\" AS \"c\"  WHERE (\nid > 3 -- recent\n) ORDER BY \nid DESC\n, "
        "\"c\".\"id\" LIMIT 5) AS c");
    EXPECT_THAT(render_root(plan, root, false, {false, true}), Not(HasSubstr("recent")));
    EXPECT_THAT(render_root(plan, root, false, {true, false}), Not(HasSubstr("ORDER BY")));
}

TEST(RowStatements, APartitionedTableIsReadWholeAndALeafAlone) {
    Plan plan = plan_of(CatalogBuilder{}
                            .table("events", {"id integer"})
                            .leaves({"events_1", "events_2"})
                            .table("log", {"id integer", "event integer"})
                            .reference("r", "log(event) -> events_2(id)")
                            .build());
    EXPECT_THAT(render_root(plan, plan.roots[0], false), HasSubstr(R"(FROM "public"."events" AS)"));
    const KeyList keys = integers({1});
    EXPECT_THAT(render_parents(plan, plan.parent_keys.front(), {keys, 0, 1}, false).sql,
                HasSubstr(R"(FROM ONLY "public"."events_2" AS c)"));
}

TEST(RowStatements, UnmatchedKeysComeBackByPositionAndThoseOutOfRangeAreKnown) {
    const Plan plan = plan_of(CatalogBuilder{}
                                  .table("child", {"id integer", "ref bigint"})
                                  .table("parent", {"id smallint"})
                                  .reference("r", "child(ref) -> parent(id)")
                                  .build());
    const KeyList keys = integers({1, 40'000, 2});
    const Unmatched unmatched = render_unmatched(plan, plan.parent_keys.front(), {keys, 0, 3});
    EXPECT_THAT(unmatched.positions, ElementsAre(0, 2));
    EXPECT_THAT(unmatched.out_of_range, ElementsAre(1));
    EXPECT_THAT(unmatched.sql, HasSubstr("'{\"1\",\"2\"}'::smallint[]"));
    const KeyList none = integers({40'000});
    EXPECT_THAT(render_unmatched(plan, plan.parent_keys.front(), {none, 0, 1}).sql, IsEmpty());
}

TEST(RowStatements, OnlyWholeKeysAreCountedAndMadeDistinct) {
    const Plan plan = composite_plan("text");
    EXPECT_THAT(render_whole_keys(plan, plan.references.front()),
                HasSubstr(R"(WHERE c."tenant" IS NOT NULL AND c."code" IS NOT NULL)"));
    const std::vector<ReferenceId> references = {plan.references.front().reference};
    EXPECT_THAT(
        render_counts(plan, plan.catalog.reference(references.front()).child.table, references),
        HasSubstr(R"(FILTER (WHERE c."tenant" IS NOT NULL AND c."code" IS NOT NULL))"));
}

}  // namespace
}  // namespace subset
