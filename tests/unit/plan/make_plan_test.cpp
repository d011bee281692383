#include "plan/make_plan.hpp"

#include "plan/tables/row_security.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

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

std::vector<std::string> reachable_of(const Plan& plan) {
    std::vector<std::string> names;
    for (const TablePlan& each : plan.tables) {
        if (each.reachable) {
            names.push_back(plan.catalog.table(each.table).name.name);
        }
    }
    return names;
}

// Renders the order of the closure, one component a line: "down order_user!, ...". A ! marks steps
// that bring chosen rows.
std::vector<std::string> order_of(const Plan& plan) {
    std::vector<std::string> lines;
    for (const Component& component : plan.order) {
        std::string line = component.repeats ? "repeat " : "";
        for (const Step& step : component.steps) {
            line += &step == &component.steps.front() ? "" : ", ";
            switch (step.kind) {
                case StepKind::root:
                    line += "root " + plan.roots[step.subject].relation.name.name;
                    break;
                case StepKind::whole:
                    line += "all of " + plan.catalog.tables[TableId{step.subject}].name.name;
                    break;
                case StepKind::up:
                    line += "up " + plan.parent_keys[ParentKeyId{step.subject}].relation.name.name;
                    break;
                case StepKind::down:
                    line += "down " + plan.catalog.references[ReferenceId{step.subject}].name;
                    break;
                case StepKind::whole_keys:
                    line += "whole " + plan.catalog.references[ReferenceId{step.subject}].name;
                    break;
            }
            line += step.chosen ? "!" : "";
        }
        lines.push_back(line);
    }
    return lines;
}

TEST(Reachability, ChosenRootsBringChildrenAndParents) {
    const Catalog catalog = shop().build();
    EXPECT_THAT(reachable_of(Entries{}.root("users").plan(catalog)),
                ElementsAre("lines", "orders", "shops", "users"));
    EXPECT_THAT(reachable_of(Entries{}.root("orders").plan(catalog)),
                ElementsAre("lines", "orders", "shops", "users"));
    EXPECT_THAT(reachable_of(Entries{}.root("orders", false).plan(catalog)),
                ElementsAre("orders", "shops", "users"));
    EXPECT_THAT(reachable_of(Entries{}.root("shops", false).plan(catalog)), ElementsAre("shops"));
}

TEST(Reachability, ARequiredTableBringsNoChildren) {
    const Catalog catalog = shop().build();
    const Plan plan = Entries{}.root("orders").plan(catalog);
    EXPECT_EQ(plan.reference(reference_id(catalog, "line_order")).follow, Follow::chosen);
    EXPECT_EQ(plan.reference(reference_id(catalog, "order_user")).follow, Follow::never);
    EXPECT_TRUE(plan.reference(reference_id(catalog, "order_user")).walked);
}

TEST(Reachability, WholeTablesBringTheirParents) {
    const Catalog catalog = shop().build();
    const Plan plan = Entries{}.rows("orders", RowsRule::all).plan(catalog);
    EXPECT_THAT(reachable_of(plan), ElementsAre("orders", "shops", "users"));
    EXPECT_THAT(order_of(plan),
                ElementsAre("whole order_shop, up shops", "repeat whole order_user, up users"));
}

TEST(Cuts, AReferenceIntoAnEmptyTableIsNulledWhereItsColumnMayBe) {
    const Catalog catalog = shop().build();
    const Plan plan = Entries{}.root("users").rows("shops", RowsRule::none).plan(catalog);
    EXPECT_THAT(plan.faults, IsEmpty());
    EXPECT_EQ(plan.reference(reference_id(catalog, "order_shop")).cut, Cut::always);
    EXPECT_FALSE(plan.reference(reference_id(catalog, "order_shop")).walked);
    EXPECT_FALSE(plan.table(table_id(catalog, "shops")).reachable);
    const std::vector<OutputColumn>& output = plan.output(table_id(catalog, "orders")).columns;
    ASSERT_THAT(output, SizeIs(3));
    EXPECT_EQ(output[1].sql, R"(c."user_id")");
    EXPECT_EQ(output[2].sql,
              R"(CASE WHEN (c."shop_id" IS NOT NULL) THEN NULL ELSE c."shop_id" END)");
}

TEST(Cuts, AReferenceThatCannotBeNullIsAFault) {
    const Plan plan = Entries{}.root("orders").rows("users", RowsRule::none).plan(shop().build());
    ASSERT_THAT(plan.faults, SizeIs(1));
    EXPECT_THAT(plan.faults.front().message, HasSubstr("public.orders references public.users"));
    EXPECT_THAT(plan.faults.front().message, HasSubstr("order_user"));
    EXPECT_EQ(plan.faults.front().place.text(), "twin.toml:2:5") << "that of rows";
}

TEST(Cuts, AColumnThatAnUncutReferenceSharesIsKept) {
    const Catalog catalog =
        CatalogBuilder{}
            .table("a", {"tenant integer", "id integer"}, {"tenant", "id"})
            .table("b", {"tenant integer", "id integer"}, {"tenant", "id"})
            .table("c", {"id integer", "tenant integer", "a integer", "b integer"})
            .reference("c_a", "c(tenant, a) -> a(tenant, id)")
            .reference("c_b", "c(tenant, b) -> b(tenant, id)")
            .build();
    const Plan plan = Entries{}.root("c").rows("b", RowsRule::none).plan(catalog);
    EXPECT_THAT(plan.faults, IsEmpty());
    const std::vector<OutputColumn>& output = plan.output(table_id(catalog, "c")).columns;
    EXPECT_EQ(output[1].sql, R"(c."tenant")");
    // A key that is half NULL references nothing.
    EXPECT_EQ(
        output[3].sql,
        R"(CASE WHEN (c."tenant" IS NOT NULL AND c."b" IS NOT NULL) THEN NULL ELSE c."b" END)");
}

TEST(Order, ChosenRowsComeBeforeTheFirstRequiredOneIsRead) {
    const Plan plan = Entries{}.root("users").plan(shop().build());
    EXPECT_THAT(order_of(plan),
                ElementsAre("repeat root users!, down boss!", "down order_user!",
                            "down line_order!", "up orders", "up shops", "repeat up users"));
}

TEST(Order, ACycleRepeatsAndTheRestIsWalkedOnce) {
    const Catalog catalog = CatalogBuilder{}
                                .table("a", {"id integer", "b integer"})
                                .table("b", {"id integer", "a integer", "z integer"})
                                .table("z", {"id integer"})
                                .reference("ab", "a(b) -> b(id)")
                                .reference("ba", "b(a) -> a(id)")
                                .reference("bz", "b(z) -> z(id)")
                                .build();
    EXPECT_THAT(order_of(Entries{}.root("a", false).plan(catalog)),
                ElementsAre("repeat root a, up a, up b", "up z"));
}

TEST(ParentKeys, ReferencesToTheSameColumnsShareOne) {
    const Catalog catalog =
        CatalogBuilder{}
            .table("letters", {"id integer", "sender integer", "receiver integer", "mail text"})
            .table("users", {"id integer", "mail text"})
            .reference("r1", "letters(sender) -> users(id)")
            .reference("r2", "letters(receiver) -> users(id)")
            .reference("r3", "letters(mail) -> users(mail)")
            .build();
    const Plan plan = Entries{}.root("letters").plan(catalog);
    ASSERT_THAT(plan.parent_keys, SizeIs(2));
    EXPECT_EQ(plan.reference(reference_id(catalog, "r1")).parent_key,
              plan.reference(reference_id(catalog, "r2")).parent_key);
    EXPECT_THAT(plan.table(table_id(catalog, "letters")).key_values, SizeIs(3));
    EXPECT_THAT(plan.table(table_id(catalog, "users")).key_values, SizeIs(2));
}

TEST(ParentKeys, AWholeParentIsNeverAskedForAndOnlyADoubtfulReferenceTracked) {
    const CatalogBuilder builder = CatalogBuilder{}
                                       .table("child", {"id integer", "ref integer"})
                                       .table("parent", {"id integer"});
    for (const bool validated : {true, false}) {
        CatalogBuilder copy = builder;
        validated ? copy.reference("r", "child(ref) -> parent(id)")
                  : copy.not_valid("r", "child(ref) -> parent(id)");
        const Plan plan = Entries{}.root("child").rows("parent", RowsRule::all).plan(copy.build());
        ASSERT_THAT(plan.parent_keys, SizeIs(1));
        EXPECT_FALSE(plan.parent_keys.front().asked);
        EXPECT_EQ(plan.parent_keys.front().tracked, !validated);
    }
}

TEST(Output, GeneratedColumnsStayBehindAndUnsafeTypesMakeTheTableText) {
    const Catalog catalog = CatalogBuilder{}
                                .table("a", {"id integer", "twice integer generated"})
                                .table("b", {"id integer", "kind regclass"})
                                .build();
    const Plan plan = Entries{}.root("a").root("b").plan(catalog);
    EXPECT_THAT(plan.output(table_id(catalog, "a")).columns, SizeIs(1));
    EXPECT_EQ(plan.output(table_id(catalog, "a")).format, CopyFormat::binary);
    EXPECT_EQ(plan.output(table_id(catalog, "b")).format, CopyFormat::text);
    EXPECT_EQ(plan.output(table_id(catalog, "b")).columns[1].sql,
              R"(pg_catalog.textin(pg_catalog.textout(c."kind")))");
}

TEST(Roots, ALimitIsOrderedByWhatTheUserSaysAndThenByTheKey) {
    Entries entries;
    entries.root("users");
    entries.last().limit = 5;
    entries.last().order_by = text_at("boss DESC", 3);
    EXPECT_EQ(entries.plan(shop().build()).roots.front().order_by,
              "\nboss DESC\n, \"users\".\"id\"");
    const Catalog keyless = CatalogBuilder{}.table("t", {"a integer"}, {}).build();
    Entries other;
    other.root("t");
    other.last().limit = 5;
    EXPECT_EQ(other.plan(keyless).roots.front().order_by, "\"t\".tableoid, \"t\".ctid");
}

TEST(Roots, ALeafMayBeNamed) {
    const Catalog catalog =
        CatalogBuilder{}.table("events", {"id integer"}).leaves({"events_1", "events_2"}).build();
    const Plan plan = Entries{}.root("events_2").plan(catalog);
    EXPECT_THAT(plan.faults, IsEmpty());
    EXPECT_FALSE(plan.roots.front().relation.whole);
    EXPECT_THAT(plan.roots.front().relation.leaves, ElementsAre(1));
}

TEST(Roots, AQueryMayEndWithASemicolon) {
    Entries entries;
    entries.root("users");
    entries.last().query = text_at("SELECT id FROM users ;\n", 3);
    const Plan plan = entries.plan(shop().build());
    EXPECT_EQ(plan.roots.front().query, "SELECT id FROM users");
    EXPECT_TRUE(plan.roots.front().query_key.has_value());
}

TEST(RowSecurity, OfATableThatRowsComeFromIsAnErrorAndNoOther) {
    const Catalog catalog = shop().table("secrets", {"id integer"}).row_security(true).build();
    EXPECT_FALSE(find_hidden_rows(Entries{}.root("users").plan(catalog), {}));
    const auto hidden = find_hidden_rows(Entries{}.root("secrets").plan(catalog), {});
    ASSERT_TRUE(hidden);
    EXPECT_EQ(hidden->kind(), ErrorKind::policy);
    EXPECT_STREQ(hidden->what(),
                 "policy own_rows of public.secrets would hide rows from the source's role");
}

// Once sessions read under policies, everything else that the config's SQL reads would be hidden in
// silence.
TEST(RowSecurity, ThatHidesNothingIsReadUnderWhereNothingElseCouldBeHidden) {
    const Catalog harmless = shop().table("letters", {"id integer"}).row_security(false).build();
    EXPECT_FALSE(sees_by_policies(Entries{}.root("users").plan(harmless)));
    EXPECT_TRUE(sees_by_policies(Entries{}.root("letters").plan(harmless)));
    const Catalog catalog = shop()
                                .table("letters", {"id integer"})
                                .row_security(false)
                                .table("secrets", {"id integer"})
                                .row_security(true)
                                .build();
    EXPECT_FALSE(find_hidden_rows(Entries{}.root("letters").plan(catalog), {}));
    for (const auto& [where, refused] :
         {std::pair{"id > 3", false}, std::pair{"id IN (SELECT id FROM secrets)", true}}) {
        Entries entries;
        entries.root("letters");
        entries.last().where = text_at(where, 3);
        EXPECT_EQ(find_hidden_rows(entries.plan(catalog), entries.config()).has_value(), refused)
            << where;
    }
}

TEST(Notes, ALimitWithoutAnOrderSaysWhoseOrderItTakes) {
    Entries entries;
    entries.root("users");
    entries.last().limit = 5;
    const Plan plan = entries.plan(shop().build());
    EXPECT_THAT(plan.notes, testing::ElementsAre("[[root]] public.users has a limit without "
                                                 "order_by: the first 5 are taken by its primary "
                                                 "key (id)"));
    entries.last().order_by = text_at("id DESC", 3);
    EXPECT_THAT(entries.plan(shop().build()).notes, testing::IsEmpty());
}

}  // namespace
}  // namespace subset
