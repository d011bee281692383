// Tests what [[child]], [[cut]], [[reference]] and dangling come to in the plan.
#include "plan/make_plan.hpp"
#include "support/plan_entries.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::shop;
using testing_support::table_id;
using testing_support::text_at;
using testing_support::told;

const ReferencePlan& reference_of(const Plan& plan, const std::string& name) {
    return plan.reference(reference_id(plan.catalog, name));
}

const TablePlan& table_of(const Plan& plan, const std::string& name) {
    return plan.table(table_id(plan.catalog, name));
}

TEST(ChildRules, AreFoundByTheirTablesAndTheTieBreakIsTheChildsKey) {
    Entries entries;
    entries.root("users").child("orders", "users");
    entries.config().children.back().where = text_at("c.open", 9);
    entries.config().children.back().order_by = text_at("c.placed", 9);
    entries.config().children.back().limit = 3;
    const Plan plan = entries.plan(shop().build());
    EXPECT_THAT(plan.faults, IsEmpty());
    const ReferencePlan ruled = reference_of(plan, "order_user");
    EXPECT_TRUE(ruled.has_rule());
    EXPECT_EQ(ruled.where, "c.open");
    EXPECT_EQ(ruled.order_by, "\nc.placed\n, c.\"id\"");
    EXPECT_EQ(ruled.limit, 3U);
    EXPECT_FALSE(reference_of(plan, "line_order").has_rule());
}

TEST(ChildRules, NeverStopsTheWayDownAndAlwaysGoesOnFromRequiredRows) {
    Entries never;
    never.root("users").child("orders", "users");
    never.config().children.back().follow = Follow::never;
    const Plan stopped = never.plan(shop().build());
    EXPECT_FALSE(table_of(stopped, "orders").reachable);

    Entries always;
    always.root("orders", false).child("users", "users");
    always.config().children.back().follow = Follow::always;
    const Plan plan = always.plan(shop().build());
    EXPECT_EQ(reference_of(plan, "boss").follow, Follow::always);
    EXPECT_EQ(reference_of(plan, "line_order").follow, Follow::never);
    const Plan unreached = always.rows("users", RowsRule::closure)
                               .plan(shop()
                                         .table("apart", {"id integer", "up integer"})
                                         .reference("apart_up", "apart(up) -> apart(id)")
                                         .build());
    EXPECT_EQ(reference_of(unreached, "apart_up").follow, Follow::never);
}

TEST(ChildRules, WhatFitsNoneOrSeveralReferencesIsAFault) {
    const Catalog catalog = CatalogBuilder{}
                                .table("letters", {"id integer", "a integer", "b integer"})
                                .table("users", {"id integer"})
                                .reference("sender", "letters(a) -> users(id)")
                                .reference("receiver", "letters(b) -> users(id)")
                                .build();
    Entries entries;
    entries.root("users").child("letters", "users").child("users", "letters");
    entries.child("letters", "users", "sender").child("letters", "users");
    entries.config().children.back().columns = {text_at("a", 6)};
    entries.child("letters", "persons");
    const Plan plan = entries.plan(catalog);
    EXPECT_THAT(
        told(plan.faults),
        ElementsAre("2: [[child]] fits 2 references of public.letters",
                    "3: [[child]] fits no reference of public.users",
                    "5: two [[child]] entries for one reference, sender (a) to public.users",
                    "6: [[child]] parent public.persons does not exist in the source"));
    EXPECT_THAT(plan.faults[0].hint, HasSubstr("receiver (b) to public.users"));
}

TEST(ChildRules, AnEqualReferencesNameIsAsGood) {
    Catalog catalog = shop().build();
    catalog.references[reference_id(catalog, "order_user")].equal_names = {"again"};
    Entries entries;
    entries.root("users").child("orders", "users", "again");
    entries.config().children.back().limit = 1;
    const Plan plan = entries.plan(catalog);
    EXPECT_THAT(plan.faults, IsEmpty());
    EXPECT_EQ(reference_of(plan, "order_user").limit, 1U);
}

TEST(ChildRules, ATableThatStaysEmptyCannotBeFollowed) {
    Entries entries;
    entries.root("orders").child("orders", "shops").rows("shops", RowsRule::none);
    EXPECT_THAT(told(entries.plan(shop().build()).faults),
                ElementsAre("2: [[child]] names public.shops, which has rows = \"none\""));
}

TEST(CutEntries, NullTheNullableColumnsThatNoUncutReferenceShares) {
    const Catalog catalog = CatalogBuilder{}
                                .table("a", {"tenant integer", "id integer"}, {"tenant", "id"})
                                .table("c", {"id integer", "twice integer generated",
                                             "tenant integer", "x integer", "y integer"})
                                .reference("first", "c(tenant, x) -> a(tenant, id)")
                                .reference("second", "c(tenant, y) -> a(tenant, id)")
                                .build();
    const Plan plan = Entries{}.root("c").cut("c", "first").plan(catalog);
    EXPECT_THAT(plan.faults, IsEmpty());
    EXPECT_EQ(reference_of(plan, "first").cut, Cut::where_absent);
    EXPECT_FALSE(reference_of(plan, "first").walked);
    EXPECT_THAT(plan.output(reference_id(catalog, "first")).nulled.begin()->second, ElementsAre(2))
        << "x, in an output without the generated column";
    EXPECT_EQ(plan.output(table_id(catalog, "c")).columns[2].sql, R"(c."x")")
        << "decided at the end alone";
    EXPECT_TRUE(table_of(plan, "c").patched);
}

TEST(CutEntries, NeedAColumnThatMayBeNull) {
    const Plan plan = Entries{}.root("orders").cut("orders", "order_user").plan(shop().build());
    ASSERT_THAT(plan.faults, SizeIs(1));
    EXPECT_THAT(plan.faults.front().message, HasSubstr("[[cut]] of public.orders to public.users"));
    const Plan computed = Entries{}
                              .root("orders")
                              .cut("orders", "w")
                              .plan(shop().written("w", "orders((c.id + 1)) -> users(id)").build());
    EXPECT_THAT(told(computed.faults),
                ElementsAre("2: [[cut]] of w ((c.id + 1)) to public.users, which is computed by an "
                            "expression"));
}

TEST(Streaming, OnlyWholeTablesThatNothingWaitsForStream) {
    const auto streams = [](Entries& entries, const std::string& table) {
        return table_of(entries.rows("*", RowsRule::all).plan(shop().build()), table).streamable;
    };
    Entries plain;
    EXPECT_TRUE(streams(plain, "orders"));
    Entries cut;
    cut.cut("orders", "order_shop");
    EXPECT_FALSE(streams(cut, "orders"));
    EXPECT_TRUE(streams(cut, "lines"));
    for (const Dangling rule : {Dangling::drop, Dangling::null}) {
        Entries dangling;
        dangling.config().source.dangling = rule;
        EXPECT_FALSE(streams(dangling, "orders"));
        EXPECT_TRUE(streams(dangling, "shops")) << "it references nothing";
    }
    for (const Dangling rule : {Dangling::keep, Dangling::fail}) {
        Entries dangling;
        dangling.config().source.dangling = rule;
        EXPECT_TRUE(streams(dangling, "orders"));
    }
    Entries followed;
    followed.child("orders", "users");
    followed.config().children.back().follow = Follow::always;
    EXPECT_FALSE(streams(followed, "users")) << "its rows are walked from";
    EXPECT_FALSE(table_of(followed.plan(shop().build()), "users").patched);
    EXPECT_TRUE(streams(followed, "orders"));
}

TEST(WrittenReferences, AreNotTrustedAndTheirValuesAreReadWhereTheyApply) {
    const Catalog catalog =
        CatalogBuilder{}
            .table("orders", {"id bigint", "code text"})
            .table("events", {"id integer", "kind text", "order_id integer", "payload jsonb"})
            .written("plain", "events(order_id) -> orders(id)")
            .written("when", "events(order_id) -> orders(id)", "c.kind = 'order'")
            .written("computed", "events((c.payload->>'code')) -> orders(code)")
            .build();
    const Plan plan = Entries{}.root("events").root("orders").plan(catalog);
    const auto sql_of = [&](const std::string& name) {
        const auto slot = reference_of(plan, name).child_slots.begin()->second.at(0);
        return table_of(plan, "events").key_values.at(slot).sql;
    };
    EXPECT_EQ(sql_of("plain"), R"(c."order_id"::pg_catalog.int8)");
    EXPECT_EQ(sql_of("when"),
              "CASE WHEN (\nc.kind = 'order'\n) THEN c.\"order_id\"::pg_catalog.int8 END");
    EXPECT_EQ(sql_of("computed"),
              "pg_catalog.textin(pg_catalog.textout((\n(c.payload->>'code')\n)))");
    EXPECT_EQ(reference_of(plan, "plain").dangling, Dangling::keep);
    EXPECT_EQ(reference_of(plan, "plain").parent_key, reference_of(plan, "when").parent_key);
    EXPECT_TRUE(plan.parent_key(reference_of(plan, "when").parent_key).unique);
    EXPECT_FALSE(plan.parent_key(reference_of(plan, "computed").parent_key).unique);
    EXPECT_THAT(plan.faults, IsEmpty());
}

// A SELECT list holds 1,664 expressions (POSTGRES.md 6).
TEST(Output, TuplesAreReadApartWhereOneSelectCouldNotHoldThemBesideTheKeys) {
    constexpr int most_keys = 60;  // beside 1,600 columns, and the ids of a row and of its parent
    for (const int keys : {most_keys, most_keys + 1}) {
        std::vector<std::string> columns = {"id integer"};
        CatalogBuilder builder;
        for (int number = 1; number < 1'600; ++number) {
            columns.push_back(fmt::format("c{} integer", number));
        }
        builder.table("wide", columns).table("parent", {"id integer"});
        for (int number = 1; number <= keys; ++number) {
            builder.reference(fmt::format("r{}", number),
                              fmt::format("wide(c{}) -> parent(id)", number));
        }
        const Plan plan = Entries{}.root("wide").plan(builder.build());
        ASSERT_THAT(table_of(plan, "wide").key_values, SizeIs(keys));
        EXPECT_EQ(plan.output(table_id(plan.catalog, "wide")).tuples_apart, keys > most_keys);
    }
}

TEST(Output, TuplesOfATextTableAreReadApart) {
    const Plan plan = Entries{}.root("t").plan(
        CatalogBuilder{}.table("t", {"id integer", "kind regclass"}).build());
    EXPECT_TRUE(plan.output(table_id(plan.catalog, "t")).tuples_apart);
}

}  // namespace
}  // namespace subset
