// Tests the statements that do not ask by keys: roots, counts, distinct keys, rules.
#include "source/statements/row_sql.hpp"
#include "source/statements/table_sql.hpp"
#include "support/keyed_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing_support::CatalogBuilder;
using testing_support::composite_plan;
using testing_support::integers;
using testing_support::plan_of;

TEST(RowStatements, EveryStatementSelectsIdKeysAndThenTheOutputColumnsAndNoneTwice) {
    const Plan plan =
        plan_of(CatalogBuilder{}
                    .table("people", {"id integer", "Name text", "twice integer generated"})
                    .table("pets", {"id integer", "owner integer"})
                    .reference("r", "pets(owner) -> people(id)")
                    .build());
    const std::string head = R"(SELECT c.ctid, c."id"::pg_catalog.int8)";
    EXPECT_THAT(render_root(plan, plan.roots[0], nullptr), StartsWith(head + " FROM ("));
    // An integer that is in the output anyway is read from there.
    EXPECT_THAT(render_root(plan, plan.roots[0], &plan.output(plan.roots[0].table)),
                StartsWith(R"(SELECT c.ctid, c."id", c."Name" FROM ()"));
}

TEST(RowStatements, WhatMasksTakeSeveralPartsOfIsComputedInAQueryWithin) {
    const Plan plan = plan_of(CatalogBuilder{}
                                  .table("people", {"id integer", "name text"})
                                  .table("pets", {"id integer", "owner integer"})
                                  .reference("r", "pets(owner) -> people(id)")
                                  .build());
    TableOutput output = plan.output(TableId{0});
    output.computed_once = {"hmac(c.name)"};
    output.columns[1].sql_over_computed = R"(f(c."mask: 0"))";
    EXPECT_EQ(render_whole_table(plan, TableId{0}, output),
              "SELECT c.\"field: 0\", f(c.\"mask: 0\") FROM (SELECT c.\"id\" AS \"field: 0\", "
              "c.\"name\", hmac(c.name) AS \"mask: 0\" FROM ONLY \"public\".\"people\" AS c OFFSET "
              "0) AS c");
    const KeyList keys = integers({1});
    EXPECT_THAT(render_parents(plan, plan.parent_keys.front(), {keys, 0, 1}, &output).sql,
                AllOf(StartsWith("SELECT c.\"field: 0\", c.\"field: 1\", f(c.\"mask: 0\") FROM ("),
                      HasSubstr(" AS c WHERE "), HasSubstr(" OFFSET 0) AS c")));
    const KeyList none;
    EXPECT_EQ(render_parents(plan, plan.parent_keys.front(), {none, 0, 0}, &output).sql, "");
}

TEST(RowStatements, UserSqlStandsOnLinesOfItsOwn) {
    Plan plan = plan_of(CatalogBuilder{}.table("c", {"id integer"}).build());
    RootPlan root = plan.roots.front();
    root.where = "id > 3 -- recent";
    root.order_by = "\nid DESC\n, \"c\".\"id\"";
    root.limit = 5;
    EXPECT_EQ(render_root(plan, root, nullptr),
              "SELECT c.ctid FROM (SELECT \"c\".tableoid, \"c\".ctid, \"c\".\"id\" FROM ONLY "
              "\"public\".\"c\" AS \"c\"  WHERE (\nid > 3 -- recent\n) ORDER BY \nid DESC\n, "
              "\"c\".\"id\" LIMIT 5) AS c");
    EXPECT_THAT(render_root(plan, root, nullptr, {false, true}), Not(HasSubstr("recent")));
    EXPECT_THAT(render_root(plan, root, nullptr, {true, false}), Not(HasSubstr("ORDER BY")));
}

TEST(RowStatements, APartitionedTableIsReadWholeAndALeafAlone) {
    Plan plan = plan_of(CatalogBuilder{}
                            .table("events", {"id integer"})
                            .leaves({"events_1", "events_2"})
                            .table("log", {"id integer", "event integer"})
                            .reference("r", "log(event) -> events_2(id)")
                            .build());
    EXPECT_THAT(render_root(plan, plan.roots[0], nullptr),
                HasSubstr(R"(FROM "public"."events" AS)"));
    const KeyList keys = integers({1});
    EXPECT_THAT(render_parents(plan, plan.parent_keys.front(), {keys, 0, 1}, nullptr).sql,
                HasSubstr(R"(FROM ONLY "public"."events_2" AS c)"));
}

TEST(RowStatements, MatchedKeysComeBackByPositionAndThoseOutOfRangeAreNotAskedFor) {
    const Plan plan = plan_of(CatalogBuilder{}
                                  .table("child", {"id integer", "ref bigint"})
                                  .table("parent", {"id smallint"})
                                  .reference("r", "child(ref) -> parent(id)")
                                  .build());
    const KeyList keys = integers({1, 40'000, 2});
    const Matches matches = render_matches(plan, plan.parent_keys.front(), {keys, 0, 3});
    EXPECT_THAT(matches.positions, ElementsAre(0, 2));
    EXPECT_THAT(matches.sql, HasSubstr("'{\"1\",\"2\"}'::smallint[]"));
    const Matches rest = render_matches(plan, plan.parent_keys.front(), {keys, 2, 3});
    EXPECT_THAT(rest.positions, ElementsAre(2)) << "into the list, not into the range";
    const KeyList none = integers({40'000});
    EXPECT_THAT(render_matches(plan, plan.parent_keys.front(), {none, 0, 1}).sql, IsEmpty());
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

// Makes a plan of users and their orders by a rule, with or without an index on the reference.
Plan ruled_plan(std::optional<std::uint64_t> limit, bool indexed) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer"})
                          .table("orders", {"id integer", "u integer"})
                          .reference("r", "orders(u) -> users(id)")
                          .build();
    if (indexed) {
        catalog.tables.front().indexes.push_back({1});
    }
    Plan plan = plan_of(catalog);
    plan.references.front().where = "c.open -- or so";
    plan.references.front().limit = limit;
    plan.references.front().order_by = "c.\"id\"";
    return plan;
}

std::string children_sql(const Plan& plan) {
    const KeyList keys = integers({7});
    return render_children(plan, plan.references.front(), {keys, 0, 1}, nullptr).sql;
}

TEST(RuleStatements, AParentRowsIdComesBehindTheKeyValues) {
    EXPECT_THAT(children_sql(ruled_plan(std::nullopt, false)),
                AllOf(HasSubstr(R"(c."u"::pg_catalog.int8, p.tableoid, p.ctid FROM (SELECT)"),
                      HasSubstr("AND (\nc.open -- or so\n)"), Not(HasSubstr("LIMIT"))));
}

TEST(RuleStatements, AnIndexIsUsedForEachParentAndWithoutOneThereIsASinglePass) {
    EXPECT_THAT(children_sql(ruled_plan(3, true)),
                AllOf(HasSubstr("CROSS JOIN LATERAL ("), HasSubstr("ORDER BY c.\"id\" LIMIT 3)")));
    EXPECT_THAT(children_sql(ruled_plan(3, false)),
                AllOf(HasSubstr("PARTITION BY p.tableoid, p.ctid ORDER BY c.\"id\")"),
                      HasSubstr("<= 3"), Not(HasSubstr("LATERAL"))));
}

TEST(RuleStatements, WhatDanglesIsFoundWhateverTheRule) {
    const Plan plan = ruled_plan(3, true);
    const KeyList keys = integers({7});
    EXPECT_THAT(render_referencing(plan, plan.references.front(), {keys, 0, 1}, nullptr).sql,
                AllOf(Not(HasSubstr("open")), Not(HasSubstr("LIMIT"))));
}

TEST(RowStatements, WhenIsAskedBesideTheKeysAndStandsOnLinesOfItsOwn) {
    const Plan plan =
        plan_of(CatalogBuilder{}
                    .table("comments", {"id integer", "subject integer"})
                    .table("orders", {"id integer"})
                    .written("r", "comments(subject) -> orders(id)", "c.kind = 1 -- x")
                    .build());
    EXPECT_THAT(children_sql(plan), HasSubstr("'{7}'::integer[]) AND (\nc.kind = 1 -- x\n)"));
    EXPECT_THAT(render_whole_keys(plan, plan.references.front()),
                HasSubstr("WHERE (\nc.kind = 1 -- x\n) AND c.\"subject\" IS NOT NULL"));
    const std::vector<ReferenceId> references = {plan.references.front().reference};
    EXPECT_THAT(render_counts(plan, TableId{0}, references),
                HasSubstr("FILTER (WHERE (\nc.kind = 1 -- x\n) AND c.\"subject\" IS NOT NULL)"));
}

TEST(RowStatements, TuplesAreReadByTheirIdsWithoutKeyValues) {
    const Plan plan = plan_of(CatalogBuilder{}
                                  .table("events", {"id integer", "u integer"})
                                  .leaves({"events_1", "events_2"})
                                  .table("users", {"id integer"})
                                  .reference("r", "events(u) -> users(id)")
                                  .build());
    const std::vector<RowId> rows = {make_row_id(1, 0, 2), make_row_id(1, 70'000, 65'535)};
    EXPECT_EQ(render_tuples_by_id(plan, TableId{0}, plan.output(TableId{0}), rows),
              "SELECT c.tableoid, c.ctid, c.\"id\", c.\"u\" FROM ONLY \"public\".\"events_2\" AS c "
              "WHERE c.ctid = ANY ('{\"(0,2)\",\"(70000,65535)\"}'::pg_catalog.tid[])");
}

}  // namespace
}  // namespace subset
