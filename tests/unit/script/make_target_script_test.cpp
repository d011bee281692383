#include "script/make_target_script.hpp"

#include "support/dump_entry.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace subset {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
using testing::UnorderedElementsAre;
using testing_support::CatalogBuilder;
using testing_support::dump_entry;
using testing_support::table_id;

// Makes a shop with orders of users; notes are left empty, and a log is copied whole.
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
    TargetConfig config;
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
        plan.outputs.resize(catalog.tables.size());
        plan.reference_outputs.resize(catalog.references.size());
        closure.tables.resize(catalog.tables.size());
        closure.patches.resize(catalog.tables.size());
        closure.references.resize(catalog.references.size());
        for (const Table& table : catalog.tables) {
            plan.tables[table.id].table = table.id;
        }
        for (const Reference& reference : catalog.references) {
            plan.references.emplace_back().reference = reference.id;
        }
        state.database = "dev";
        state.server_version_num = 150008;
        survey.privileges = "[]";
    }
    TablePlan& table(const std::string& name) { return plan.tables[table_id(plan.catalog, name)]; }
    void rows(const std::string& name, std::uint64_t count) {
        closure.tables[table_id(plan.catalog, name)].rows = count;
    }
    [[nodiscard]] TargetScript script() const {
        return make_target_script(config, plan, closure, sections, state, survey, stamp);
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
    made.sections.pre_data = {dump_entry("preamble", "SET a = b"),
                              dump_entry("TABLE public users", "CREATE")};
    made.sections.post_data = {dump_entry("preamble", "SET a = b"),
                               dump_entry("INDEX", "CREATE INDEX")};
    made.sections.row_security = {dump_entry("POLICY", "CREATE POLICY")};
    made.sections.left_out = {2};
    made.config.after = Text{"after.sql", {"twin.toml", 3, 1}};
    made.config.after_sql = "SELECT 1";
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
                ElementsAre("dropping the old twin", "tables", "public.log", "public.users",
                            "public.orders", "indexes and constraints", "statistics", "public.sums",
                            "privileges", "after", "proof", "row security", "statistics", "stamp"));
}

TEST(TargetScript, RowsWaitForTheTablesButNotForOneAnother) {
    const TargetScript script = made_shop().script();
    const StepId before{1};
    const std::vector<StepId> copies = {StepId{2}, StepId{3}, StepId{4}};
    for (const StepId copy : copies) {
        EXPECT_THAT(script.steps[copy].waits_for, ElementsAre(before));
        EXPECT_TRUE(std::holds_alternative<CopyIn>(script.steps[copy].work));
    }
    EXPECT_THAT(script.steps[StepId{5}].waits_for, IsSupersetOf(copies));
}

TEST(TargetScript, EveryStepWaitsForEarlierOnesAlone) {
    const TargetScript script = made_shop().script();
    for (const StepId id : script.steps.ids()) {
        EXPECT_EQ(script.steps[id].id, id);
        EXPECT_EQ(script.steps[id].waits_for.empty(), id == StepId{0});
        for (const StepId earlier : script.steps[id].waits_for) {
            EXPECT_LT(earlier, id);
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
    made.sections.pre_data = {dump_entry("preamble", "")};
    EXPECT_THAT(titles_of(made.script()),
                ElementsAre("dropping the old twin", "tables", "public.sums", "public.left_out",
                            "privileges", "proof", "stamp"));
}

TEST(TargetScript, MakesTheSchemasFirstThatTheDumpDoesNot) {
    Made made{shop()};
    made.sections.schemas_first = {"extensions"};
    made.sections.pre_data = {dump_entry("preamble", "")};
    const TargetScript script = made.script();
    EXPECT_THAT(std::get<RunSql>(script.steps.at(StepId{1}).work).sql,
                HasSubstr("CREATE SCHEMA IF NOT EXISTS \"extensions\""));
    EXPECT_EQ(script.steps.at(StepId{2}).title, "tables");
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

// The entries have the numbers of pg_dump: users 10, orders 11, a log in two partitions 12, 13 and
// 14.
Made made_apart(Atomic atomic) {
    Made made{shop()};
    made.config.atomic = atomic;
    made.rows("users", 2);
    made.rows("orders", 3);
    made.rows("log", 4);
    made.closure.tables[table_id(made.plan.catalog, "orders")].bytes = 1000;
    const auto oid_of = [&](const std::string& name) {
        return made.plan.catalog.table(table_id(made.plan.catalog, name)).oid;
    };
    made.sections.tables = {
        {10, oid_of("users")}, {11, oid_of("orders")}, {12, oid_of("log")}, {13, 91}, {14, 92}};
    made.sections.pre_data = {dump_entry("preamble", ""),
                              dump_entry("TABLE public users", "CREATE", 10),
                              dump_entry("TABLE public log", "CREATE", 12),
                              dump_entry("TABLE public log_1", "CREATE", 13),
                              dump_entry("TABLE public log_2", "CREATE", 14),
                              dump_entry("TABLE ATTACH public log_1", "ALTER", 15, {12, 13}),
                              dump_entry("TABLE ATTACH public log_2", "ALTER", 16, {12, 14})};
    made.sections.post_data = {
        dump_entry("preamble", ""),
        dump_entry("INDEX public orders_note", "CREATE", 20, {11}),
        dump_entry("CONSTRAINT public users users_pkey", "ALTER", 21, {10}),
        dump_entry("FK CONSTRAINT public orders orders_user", "ALTER", 22, {11, 21}),
        dump_entry("INDEX public log_2_at", "CREATE", 23, {14}),
        dump_entry("INDEX ATTACH public log_2_at", "ALTER", 24, {23}),
        dump_entry("COMMENT public INDEX orders_note", "COMMENT", 25, {20})};
    return made;
}

const TargetStep& step_of(const TargetScript& script, const std::string& title) {
    for (const TargetStep& step : script.steps) {
        if (step.title == title) {
            return step;
        }
    }
    throw std::runtime_error{"no step " + title};
}

std::vector<std::string> waited_for(const TargetScript& script, const std::string& title) {
    std::vector<std::string> titles;
    for (const StepId id : step_of(script, title).waits_for) {
        titles.push_back(script.steps[id].title);
    }
    return titles;
}

TEST(TargetScript, ApartAnIndexWaitsForItsTableAlone) {
    const TargetScript script = made_apart(Atomic::database).script();
    EXPECT_THAT(waited_for(script, "INDEX public orders_note"),
                UnorderedElementsAre("public.orders", "tables"));
    EXPECT_THAT(waited_for(script, "INDEX public log_2_at"),
                UnorderedElementsAre("public.log", "tables"));  // its partition's rows go there
    EXPECT_THAT(waited_for(script, "INDEX ATTACH public log_2_at"),
                UnorderedElementsAre("public.log", "INDEX public log_2_at", "tables"));
}

TEST(TargetScript, ApartAReferenceWaitsForBothEnds) {
    const TargetScript script = made_apart(Atomic::database).script();
    EXPECT_THAT(waited_for(script, "FK CONSTRAINT public orders orders_user"),
                UnorderedElementsAre("public.orders", "public.users",
                                     "CONSTRAINT public users users_pkey", "tables",
                                     "statistics of public.orders", "statistics of public.users"));
    EXPECT_THAT(waited_for(script, "statistics of public.orders"),
                IsSupersetOf({"public.orders", "INDEX public orders_note"}));
}

TEST(TargetScript, ApartOnlyIndexesShareTheirTable) {
    const TargetScript script = made_apart(Atomic::database).script();
    EXPECT_TRUE(step_of(script, "INDEX public orders_note").locks.shared);
    for (const char* const alone :
         {"CONSTRAINT public users users_pkey", "FK CONSTRAINT public orders orders_user",
          "INDEX ATTACH public log_2_at", "COMMENT public INDEX orders_note"}) {
        EXPECT_FALSE(step_of(script, alone).locks.shared) << alone;
    }
    EXPECT_EQ(step_of(script, "FK CONSTRAINT public orders orders_user").locks.tables.size(), 2U);
}

TEST(TargetScript, ApartTheLargestTableComesFirst) {
    const TargetScript script = made_apart(Atomic::database).script();
    EXPECT_EQ(script.steps[StepId{1}].title, "public.orders");
}

TEST(TargetScript, ApartTheRestWaitsForAllOfIt) {
    const TargetScript script = made_apart(Atomic::database).script();
    EXPECT_THAT(waited_for(script, "public.sums"),
                IsSupersetOf({"INDEX public orders_note", "COMMENT public INDEX orders_note",
                              "INDEX ATTACH public log_2_at", "public.users"}));
}

TEST(TargetScript, BesideNothingIsDropped) {
    EXPECT_THAT(titles_of(made_apart(Atomic::database).script()),
                Not(Contains("dropping the old twin")));
}

TEST(TargetScript, InPiecesTheIncompleteStampComesFirst) {
    const TargetScript script = made_apart(Atomic::none).script();
    EXPECT_THAT(std::get<RunSql>(script.steps.at(StepId{0}).work).sql,
                HasSubstr("\"incomplete\":true"));
    EXPECT_EQ(script.steps.at(StepId{1}).title, "dropping the old twin");
    // The executor writes the complete stamp, when all connections are done.
    EXPECT_NE(script.steps.back().title, "stamp");
}

}  // namespace
}  // namespace subset
