// Tests the rules of [[table]], and what is wrong with a config.
#include "plan/make_plan.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::shop;
using testing_support::table_id;
using testing_support::text_at;
using testing_support::told;

TEST(TableRules, TheLastMatchWins) {
    const Catalog catalog = shop().build();
    const Plan plan = Entries{}
                          .rows("*", RowsRule::all)
                          .rows("log_*", RowsRule::none)
                          .rows("log_b", RowsRule::closure)
                          .rows("log_b", std::nullopt)
                          .plan(catalog);
    EXPECT_EQ(plan.table(table_id(catalog, "users")).rows, RowsRule::all);
    EXPECT_EQ(plan.table(table_id(catalog, "log_a")).rows, RowsRule::none);
    EXPECT_EQ(plan.table(table_id(catalog, "log_b")).rows, RowsRule::closure)
        << "an entry without rows changes nothing";
}

TEST(TableRules, ANameWithoutADotIsInPublicAndTheStarIsEveryTable) {
    const Catalog catalog = CatalogBuilder{}
                                .schema("audit")
                                .table("audit.log", {"id integer"})
                                .table("log", {"id integer"})
                                .build();
    const auto rule_of = [&](const std::string& glob, const std::string& table) {
        return Entries{}
            .rows(glob, RowsRule::all)
            .plan(catalog)
            .table(table_id(catalog, table))
            .rows;
    };
    EXPECT_EQ(rule_of("l*", "log"), RowsRule::all);
    EXPECT_EQ(rule_of("l*", "audit.log"), RowsRule::closure);
    EXPECT_EQ(rule_of("audit.*", "audit.log"), RowsRule::all);
    EXPECT_EQ(rule_of("audit.*", "log"), RowsRule::closure);
    EXPECT_EQ(rule_of("*", "audit.log"), RowsRule::all);
}

TEST(TableRules, ANameThatMatchesNothingIsAFaultAndAGlobAWarning) {
    const Catalog catalog =
        CatalogBuilder{}.table("events", {"id integer"}).leaves({"events_1"}).build();
    const Plan plan = Entries{}
                          .root("events")
                          .rows("evnts", RowsRule::all)
                          .rows("events_1", RowsRule::all)
                          .rows("log_?", RowsRule::all)
                          .plan(catalog);
    EXPECT_THAT(told(plan.warnings), ElementsAre("4: [[table]] name \"log_?\" matches no table"));
    EXPECT_THAT(told(plan.faults),
                ElementsAre("2: [[table]] name public.evnts does not exist in the source",
                            "3: [[table]] names public.events_1, a partition"));
    EXPECT_THAT(plan.faults.front().hint, HasSubstr("Did you mean \"events\"?"));
    EXPECT_THAT(plan.faults.back().hint, HasSubstr("public.events"));
}

TEST(TableRules, ANameInAnotherSchemaIsSuggested) {
    const Catalog catalog = CatalogBuilder{}.table("billing.invoices", {"id integer"}).build();
    const Plan plan = Entries{}.root("invoices").rows("invocies", RowsRule::all).plan(catalog);
    ASSERT_EQ(plan.faults.size(), 2);
    for (const Fault& fault : plan.faults) {
        EXPECT_EQ(fault.hint, "Did you mean \"billing.invoices\"?");
    }
}

TEST(RootFaults, EachIsToldWithItsPlaceAllInOneRun) {
    const Catalog catalog = shop()
                                .other_schema("audit")
                                .table("audit.log", {"id integer"})
                                .table("keyless", {"a integer"}, {})
                                .view("report")
                                .build();
    Entries entries;
    entries.root("user").root("report").root("audit.log").root("log_a").root("keyless");
    entries.last().query = text_at("SELECT 1", 50);
    entries.rows("log_a", RowsRule::none);
    const Plan plan = entries.plan(catalog);
    EXPECT_THAT(told(plan.faults),
                ElementsAre("1: [[root]] table public.user does not exist in the source",
                            "2: [[root]] table public.report is a view or a foreign table",
                            "3: [[root]] table audit.log is in a schema that is left out",
                            "4: [[root]] table public.log_a has rows = \"none\"",
                            "50: [[root]] has a query, but public.keyless has no primary key"));
    EXPECT_THAT(plan.faults.front().hint, HasSubstr("\"users\""));
}

TEST(PlanFaults, TheConfigsOwnComeFirst) {
    Entries entries;
    entries.root("nonesuch").config().faults.push_back({"bad key", "", {"twin.toml", 99, 1}});
    EXPECT_THAT(told(entries.plan(shop().build()).faults),
                ElementsAre("99: bad key",
                            "1: [[root]] table public.nonesuch does not exist in the source"));
}

TEST(PlanFaults, ASchemaThatDoesNotExistIsNamedBesideThoseThatDo) {
    Entries entries;
    entries.root("users").config().source.schemas = {text_at("public", 7), text_at("pubic", 8),
                                                     text_at("!sales", 9)};
    const Plan plan = entries.plan(shop().other_schema("audit").build());
    ASSERT_THAT(told(plan.faults),
                ElementsAre("8: [source] schemas names \"pubic\", which does not exist",
                            "9: [source] schemas names \"sales\", which does not exist"));
    EXPECT_EQ(plan.faults.front().hint, "Did you mean \"public\"?");
    EXPECT_THAT(plan.faults.back().hint, HasSubstr("audit"));
    EXPECT_THAT(plan.faults.back().hint, HasSubstr("public"));
}

TEST(PlanFaults, AReferenceByPeriodIsRefusedWhereARowMayComeByIt) {
    Catalog catalog = CatalogBuilder{}
                          .table("rooms", {"id integer", "open daterange"}, {"id", "open"})
                          .table("stays", {"id integer", "room_id integer", "nights daterange"})
                          .reference("stays_room", "stays(room_id, nights) -> rooms(id, open)")
                          .build();
    catalog.references.front().period = true;
    const std::vector<Fault> faults = Entries{}.root("rooms").plan(catalog).faults;
    ASSERT_THAT(told(faults),
                ElementsAre("0: public.stays references public.rooms by a PERIOD, which cannot be "
                            "followed (stays_room)"));
    EXPECT_THAT(faults.front().hint, HasSubstr("rows = \"none\""));
    EXPECT_THAT(Entries{}.root("stays", false).plan(catalog).faults, SizeIs(1));
    EXPECT_THAT(Entries{}.root("rooms", false).plan(catalog).faults, IsEmpty());
    EXPECT_THAT(Entries{}.root("rooms").rows("stays", RowsRule::none).plan(catalog).faults,
                IsEmpty());
    EXPECT_THAT(Entries{}.root("stays").rows("rooms", RowsRule::none).plan(catalog).faults,
                IsEmpty());
}

}  // namespace
}  // namespace subset
