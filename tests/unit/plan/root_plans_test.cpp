// Tests what the globs of [[root]] mean, and the names of [limits] tables.
#include "plan/make_plan.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::inherit;
using testing_support::told;

Entries with_glob(const std::string& table, const std::string& column) {
    Entries entries = Entries{}.root(table);
    entries.last().columns = {Text{column, {"twin.toml", 2, 1}}};
    return entries;
}

std::vector<std::string> tables_of(const Plan& plan) {
    std::vector<std::string> names;
    for (const RootPlan& root : plan.roots) {
        names.push_back(root.relation.name.text());
    }
    return names;
}

CatalogBuilder tenants() {
    return CatalogBuilder{}
        .schema("ledger")
        .table("ledger.entries", {"id integer", "tenant integer"})
        .table("files", {"id integer", "tenant integer"})
        .table("jobs", {"id integer", "tenant integer"})
        .table("units", {"id integer"});
}

TEST(RootGlobs, MeanEveryTableThatHasTheColumns) {
    Entries entries = with_glob("*", "tenant").root("units");
    entries.last().limit = 3;
    const Plan plan = entries.plan(tenants().build());
    EXPECT_THAT(told(plan.faults), IsEmpty());
    EXPECT_THAT(tables_of(plan),
                ElementsAre("ledger.entries", "public.files", "public.jobs", "public.units"));
    EXPECT_THAT(plan.notes,
                Contains("[[root]] table \"*\" (twin.toml:1:5) means 3 tables: ledger.entries, "
                         "public.files, public.jobs"));
    EXPECT_EQ(plan.roots[2].number, 1U);
    EXPECT_EQ(plan.roots[3].number, 2U);
    EXPECT_EQ(plan.roots[1].rule.table.value, "public.files");
    EXPECT_TRUE(plan.roots[1].chosen);
}

TEST(RootGlobs, MeanNoTableWhoseRowsDoNotComeFromTheSource) {
    for (const RowsRule none : {RowsRule::none, RowsRule::keep}) {
        const Plan plan =
            with_glob("public.*", "tenant").rows("files", none).plan(tenants().build());
        EXPECT_THAT(told(plan.faults), IsEmpty());
        EXPECT_THAT(tables_of(plan), ElementsAre("public.jobs"));
    }
}

TEST(RootGlobs, MeanNoTableThatInheritsFromOneThatTheyMean) {
    Catalog catalog = tenants().build();
    inherit(catalog, "jobs", "files");
    EXPECT_THAT(tables_of(with_glob("*", "tenant").plan(catalog)),
                ElementsAre("ledger.entries", "public.files"));
    EXPECT_THAT(tables_of(with_glob("*", "tenant")
                              .rows("files", RowsRule::none)
                              .rows("jobs", RowsRule::closure)
                              .plan(catalog)),
                ElementsAre("ledger.entries", "public.jobs"));
}

TEST(RootGlobs, ThatMeanNothingAreWarnedOfUnlessTheConfigNamesNoRowsThen) {
    const std::string what = "2: no table that [[root]] table \"*\" can mean has the column tenat";
    const Plan alone = with_glob("*", "tenat").plan(tenants().build());
    EXPECT_THAT(told(alone.faults), ElementsAre(what));
    EXPECT_THAT(alone.faults.front().hint, HasSubstr("Did you mean \"tenant\"?"));
    for (const Plan& plan :
         {with_glob("*", "tenat").root("units").plan(tenants().build()),
          with_glob("*", "tenat").rows("units", RowsRule::all).plan(tenants().build())}) {
        EXPECT_THAT(told(plan.faults), IsEmpty());
        EXPECT_THAT(told(plan.warnings), ElementsAre(what));
    }
}

TEST(LimitsOfTables, NameTablesOfTheSource) {
    Entries entries = Entries{}.root("units");
    entries.config().limits.tables = {{TableName{"unit", {"twin.toml", 9, 1}}, 3},
                                      {TableName{"ledger.entries"}, 3}};
    EXPECT_THAT(told(entries.plan(tenants().build()).faults),
                ElementsAre("9: [limits] tables public.unit does not exist in the source"));
}

}  // namespace
}  // namespace subset
