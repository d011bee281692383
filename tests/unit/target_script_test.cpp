#include "support/plan_entries.hpp"
#include "target/make_target_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::CatalogBuilder;
using testing_support::table_id;

// Orders of users, in the parts of a shop; notes are left empty, a log is copied whole.
Catalog shop() {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer"})
                          .table("orders", {"id integer", "user_id integer"})
                          .table("notes", {"id integer"})
                          .table("log", {"id integer"})
                          .table("unused", {"id integer"})
                          .reference("orders_user", "orders(user_id) -> users(id)")
                          .build();
    catalog.materialized_views = {{1, {"public", "sums"}, true},
                                  {2, {"public", "left_out"}, true},
                                  {3, {"public", "empty"}, false},
                                  {4, {"elsewhere", "sums"}, true}};
    return catalog;
}

struct Made {
    Plan plan;
    Closure closure;
    SchemaSections sections;
    TargetState state;
    TargetSurvey survey;
    Stamp stamp;

    explicit Made(const Catalog& catalog) {
        plan.catalog = catalog;
        plan.graph = make_reference_graph(catalog);
        plan.tables.resize(catalog.tables.size());
        closure.tables.resize(catalog.tables.size());
        closure.patches.resize(catalog.tables.size());
        closure.references.resize(catalog.references.size());
        for (const Table& table : catalog.tables) {
            plan.tables[index_of(table.id)].table = table.id;
        }
        for (const Reference& reference : catalog.references) {
            plan.references.emplace_back().reference = reference.id;
        }
        state.database = "dev";
        state.server_version_num = 150008;
        survey.privileges = "[]";
    }
    TablePlan& table(const std::string& name) {
        return plan.tables[index_of(table_id(plan.catalog, name))];
    }
    void rows(const std::string& name, std::uint64_t count) {
        closure.tables[index_of(table_id(plan.catalog, name))].rows = count;
    }
    [[nodiscard]] TargetScript script() const {
        return make_target_script(plan, closure, sections, state, survey, stamp);
    }
};

Made made_shop() {
    Made made{shop()};
    made.rows("users", 2);
    made.rows("orders", 3);
    made.rows("notes", 4);
    made.table("notes").rows = RowsRule::none;
    made.table("log").rows = RowsRule::all;
    made.table("log").streamable = true;
    made.sections.pre_data = {{"preamble", "SET a = b"}, {"TABLE public users", "CREATE"}};
    made.sections.post_data = {{"INDEX", "CREATE INDEX"}};
    made.sections.row_security = {{"POLICY", "CREATE POLICY"}};
    made.sections.left_out = {2};
    made.plan.config.target.after = Text{"after.sql", {"twin.toml", 3, 1}};
    made.plan.config.target.after_sql = "SELECT 1";
    return made;
}

std::vector<std::string> titles_of(const TargetScript& script) {
    std::vector<std::string> titles;
    for (const TargetStep& step : script.steps) {
        titles.push_back(step.title);
    }
    return titles;
}

TEST(TargetScript, DoesTheStepsInTheirOrder) {
    EXPECT_THAT(titles_of(made_shop().script()),
                ElementsAre("settings", "dropping the old twin", "tables", "settings", "public.log",
                            "public.users", "public.orders", "indexes and constraints", "settings",
                            "public.sums", "privileges", "settings", "after", "settings", "proof",
                            "row security", "settings", "statistics", "stamp"));
}

TEST(TargetScript, RowsWaitForTheTablesButNotForOneAnother) {
    const TargetScript script = made_shop().script();
    const StepId before{3};
    const std::vector<StepId> copies = {StepId{4}, StepId{5}, StepId{6}};
    for (const StepId copy : copies) {
        EXPECT_THAT(script.steps[index_of(copy)].waits_for, ElementsAre(before));
        EXPECT_TRUE(std::holds_alternative<CopyIn>(script.steps[index_of(copy)].work));
    }
    EXPECT_EQ(script.steps[7].waits_for, copies);
}

TEST(TargetScript, EveryStepWaitsForEarlierOnesAlone) {
    const TargetScript script = made_shop().script();
    for (std::size_t position = 0; position < script.steps.size(); ++position) {
        EXPECT_EQ(index_of(script.steps[position].id), position);
        EXPECT_EQ(script.steps[position].waits_for.empty(), position == 0);
        for (const StepId earlier : script.steps[position].waits_for) {
            EXPECT_LT(index_of(earlier), position);
        }
    }
}

TEST(TargetScript, LeavesTheTransactionToTheExecutor) {
    for (const TargetStep& step : made_shop().script().steps) {
        if (const auto* sql = std::get_if<RunSql>(&step.work)) {
            for (const char* const word : {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT"}) {
                EXPECT_THAT(sql->sql, Not(HasSubstr(word))) << step.title;
            }
        }
    }
}

TEST(TargetScript, WithNothingToLoadStillMakesTheSchema) {
    Made made{shop()};
    made.sections.pre_data = {{"preamble", ""}};
    EXPECT_THAT(titles_of(made.script()),
                ElementsAre("settings", "dropping the old twin", "tables", "settings",
                            "public.sums", "public.left_out", "privileges", "proof", "stamp"));
}

TEST(TargetScript, MakesTheSchemasFirstThatTheDumpDoesNot) {
    Made made{shop()};
    made.sections.schemas_first = {"extensions"};
    made.sections.pre_data = {{"preamble", ""}};
    const TargetScript script = made.script();
    EXPECT_THAT(std::get<RunSql>(script.steps.at(2).work).sql,
                HasSubstr("CREATE SCHEMA IF NOT EXISTS \"extensions\""));
    EXPECT_EQ(script.steps.at(3).title, "tables");
}

TEST(TargetScript, TellsWhatEveryStageLeftOut) {
    Made made{shop()};
    made.survey.warnings = {{"one", "", {}}};
    made.sections.warnings = {{"two", "", {}}};
    const TargetScript script = made.script();
    ASSERT_EQ(script.warnings.size(), 2U);
    EXPECT_EQ(script.warnings[0].message, "one");
    EXPECT_EQ(script.warnings[1].message, "two");
}

}  // namespace
}  // namespace subset
