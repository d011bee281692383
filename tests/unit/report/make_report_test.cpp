#include "report/make_report.hpp"

#include "support/plan_entries.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

// Holds what the stages of a run over a small catalog came to.
struct Stages {
    Plan plan;
    Closure closure;
    LoadResult load;
    TargetConfig target;

    Stages(const Entries& entries, const Catalog& catalog) : plan{entries.plan(catalog)} {
        EXPECT_TRUE(plan.faults.empty());
        closure.tables.resize(plan.tables.size());
        closure.references.resize(plan.references.size());
        load.tables.resize(plan.tables.size());
    }
    TableCounts& table(const std::string& name) {
        return closure.tables[table_id(plan.catalog, name)];
    }
    TableLoad& loaded(const std::string& name) { return load.tables[table_id(plan.catalog, name)]; }
    [[nodiscard]] Report report() const {
        return make_report(plan, closure, {target, "plan", 3, 4, {}, "at noon"});
    }
    [[nodiscard]] Report run_report() const {
        return make_run_report(plan, closure, load, "dev", {target, "run", 3, 4, {}, ""});
    }
};

Stages shop_of(const Entries& entries) { return {entries, testing_support::shop().build()}; }

const TableReport& line_of(const Report& report, const std::string& table) {
    return *std::find_if(report.tables.begin(), report.tables.end(),
                         [&](const TableReport& each) { return each.table == "public." + table; });
}
const ReferenceReport& reference_of(const Report& report, const std::string& name) {
    return *std::find_if(report.references.begin(), report.references.end(),
                         [&](const ReferenceReport& each) { return each.name == name; });
}

TEST(MakeReport, SaysWhatCameOfEachTableAndByWhichRule) {
    Stages stages =
        shop_of(Entries{}.root("users").rows("log_a", RowsRule::none).rows("shops", RowsRule::all));
    stages.table("users") = {};
    stages.table("users").rows = 51;
    stages.table("users").chosen = 50;
    stages.table("users").bytes = 512;
    stages.closure.total_rows = 51;
    stages.closure.total_bytes = 512;
    const Report report = stages.report();
    EXPECT_EQ(line_of(report, "users").rows, 51U);
    EXPECT_EQ(line_of(report, "users").chosen, 50U);
    EXPECT_EQ(line_of(report, "users").bytes, 512U);
    EXPECT_EQ(line_of(report, "users").rule, "closure");
    EXPECT_TRUE(line_of(report, "users").root);
    EXPECT_TRUE(line_of(report, "users").reached);
    EXPECT_FALSE(line_of(report, "orders").root);
    EXPECT_TRUE(line_of(report, "orders").reached);
    EXPECT_FALSE(line_of(report, "log_b").reached);
    EXPECT_EQ(line_of(report, "log_a").rule, "none");
    EXPECT_EQ(line_of(report, "shops").rule, "all");
    EXPECT_EQ(report.rows, 51U);
    EXPECT_EQ(report.bytes, 512U);
}

TEST(MakeReport, SaysWhatItWasMadeOf) {
    Stages stages = shop_of(Entries{}.root("users"));
    Report report = stages.report();
    EXPECT_EQ(report.command, "plan");
    EXPECT_EQ(report.source_database, "shop");
    EXPECT_EQ(report.source_server_version, "15.8");
    EXPECT_EQ(report.queries.catalog, 3U);
    EXPECT_EQ(report.queries.closure, 4U);
    EXPECT_EQ(report.snapshot_time, "at noon");
    EXPECT_FALSE(report.target_database.has_value());
    EXPECT_EQ(report.target_mode, "replace");
    stages.target.mode = TargetMode::keep;
    EXPECT_EQ(stages.report().target_mode, "keep");
    stages.target.file = Text{"twin.sql", {}};
    EXPECT_EQ(stages.report().target_mode, "file");
}

TEST(MakeReport, NumbersTheTablesInTheOrderOfLoadingAndTheCirclesOfReferences) {
    const Report report = Stages{Entries{}.root("a"), CatalogBuilder{}
                                                          .table("a", {"id integer", "b integer"})
                                                          .table("b", {"id integer", "a integer"})
                                                          .table("c", {"id integer", "a integer"})
                                                          .table("d", {"id integer", "d integer"})
                                                          .table("far.e", {"id integer"})
                                                          .reference("ab", "a(b) -> b(id)")
                                                          .reference("ba", "b(a) -> a(id)")
                                                          .reference("ca", "c(a) -> a(id)")
                                                          .reference("dd", "d(d) -> d(id)")
                                                          .build()}
                              .report();
    EXPECT_EQ(report.tables.size(), 4U);
    EXPECT_EQ(line_of(report, "a").cycle, 1U);
    EXPECT_EQ(line_of(report, "b").cycle, 1U);
    EXPECT_EQ(line_of(report, "c").cycle, 0U);
    EXPECT_EQ(line_of(report, "d").cycle, 0U);
    EXPECT_EQ(line_of(report, "a").load_position, 1U);
    EXPECT_EQ(line_of(report, "b").load_position, 2U);
    EXPECT_EQ(line_of(report, "c").load_position, 3U);
    EXPECT_TRUE(reference_of(report, "ab").in_cycle);
    EXPECT_FALSE(reference_of(report, "ca").in_cycle);
    EXPECT_TRUE(reference_of(report, "dd").in_cycle);
}

TEST(MakeReport, StatisticsOfATableThatWasEmptyThenAreLeftOut) {
    Catalog catalog = testing_support::shop().build();
    for (const char* const name : {"users", "orders"}) {
        catalog.tables[table_id(catalog, name)].about_rows = 0;
    }
    Stages stages{Entries{}.root("users"), catalog};
    stages.table("users").rows = 3;
    EXPECT_FALSE(line_of(stages.report(), "users").source_rows.has_value());
    EXPECT_EQ(line_of(stages.report(), "orders").source_rows, 0U);
}

TEST(MakeReport, SaysOfEachReferenceHowItIsFollowedAndWhatItBrought) {
    Entries entries;
    entries.root("users").child("orders", "users").cut("orders", "order_shop");
    entries.config().children.back().limit = 7;
    Stages stages = shop_of(entries);
    ReferenceCounts& counts =
        stages.closure.references[reference_id(stages.plan.catalog, "order_user")];
    counts.up = 12;
    counts.down = 11;
    counts.dangling = 1;
    counts.dangling_keys = {"99"};
    counts.asked = 5;
    const Report report = stages.report();
    const ReferenceReport& user = reference_of(report, "order_user");
    EXPECT_EQ(user.table, "public.orders");
    EXPECT_EQ(user.parent, "public.users");
    EXPECT_EQ(user.child_table, "");
    EXPECT_THAT(user.columns, ElementsAre("user_id"));
    EXPECT_THAT(user.parent_columns, ElementsAre("id"));
    EXPECT_TRUE(user.walked);
    EXPECT_FALSE(user.cut);
    EXPECT_EQ(user.follow, "chosen");
    EXPECT_EQ(user.limit, 7U);
    EXPECT_EQ(user.up, 12U);
    EXPECT_EQ(user.down, 11U);
    EXPECT_EQ(user.dangling, 1U);
    EXPECT_THAT(user.dangling_keys, ElementsAre("99"));
    EXPECT_TRUE(user.index.has_value());
    EXPECT_TRUE(user.proven);
    EXPECT_TRUE(reference_of(report, "order_shop").cut);
    EXPECT_FALSE(reference_of(report, "order_shop").walked);
    EXPECT_EQ(reference_of(report, "order_shop").follow, "never");
    EXPECT_EQ(report.bringers.size(), 2U);
}

TEST(MakeReport, NamesTheTableThatAPartitionIsAPartOf) {
    const Report report =
        Stages{Entries{}.root("users"), CatalogBuilder{}
                                            .table("users", {"id integer"})
                                            .table("visits", {"id integer", "user_id integer"})
                                            .leaves({"visits_1", "visits_2"})
                                            .reference("r", "visits_2(user_id) -> users(id)")
                                            .build()}
            .report();
    EXPECT_EQ(report.references[0].table, "public.visits_2");
    EXPECT_EQ(report.references[0].child_table, "public.visits");
    EXPECT_EQ(report.references[0].parent_table, "");
}

TEST(MakeReport, BeforeAnythingWasReadNothingCame) {
    Stages stages = shop_of(Entries{}.root("users"));
    stages.closure = {};
    const Report report = stages.report();
    EXPECT_EQ(report.tables.size(), 6U);
    EXPECT_EQ(report.references.size(), 4U);
    EXPECT_EQ(line_of(report, "users").rows, 0U);
    EXPECT_THAT(report.bringers, IsEmpty());
}

TEST(MakeReport, ListsWhatWasDoneAboutEachColumnAndWhoDecided) {
    Stages stages = shop_of(Entries{}.root("users"));
    const auto decide = [&](const std::string& table, ColumnDecision decision,
                            const std::string& mask) {
        TablePlan& each = stages.plan.tables[table_id(stages.plan.catalog, table)];
        each.states.back() = std::move(decision);
        each.masks.resize(each.states.size());
        if (!mask.empty()) {
            each.masks.back().emplace().text = mask;
        }
    };
    decide("users", {ColumnState::masked, "by [[table]] mask", {"twin.toml", 3, 9}}, "@email");
    decide("orders", {ColumnState::kept, "by keep \"*.*\"", {}}, "");
    decide("lines", {ColumnState::unclassified, "text can hold personal data", {}}, "");
    std::vector<std::string> lines;
    for (const ColumnReport& each : stages.report().columns) {
        const std::string name = each.table + "." + each.column;
        if (name == "public.users.boss" || name == "public.orders.shop_id" ||
            name == "public.lines.order_id") {
            lines.push_back(fmt::format("{} {} {} {} {} {}", name, each.state, each.reason,
                                        each.place, each.mask.value_or("-"), each.asked));
        }
    }
    EXPECT_THAT(
        lines, ElementsAre("public.lines.order_id unclassified text can hold personal data  - true",
                           "public.orders.shop_id kept by keep \"*.*\"  - true",
                           "public.users.boss masked by [[table]] mask twin.toml:3:9 @email true"));
}

TEST(MakeReport, RowsOfExtensionsAreLinesOfTheirOwn) {
    Stages stages = shop_of(Entries{}.root("users"));
    ExtensionRelation table;
    table.name = {"public", "unit_factors"};
    ExtensionRelation sequence;
    sequence.is_sequence = true;
    stages.plan.catalog.extension_relations = {table, sequence};
    ExtensionRows& rows = stages.closure.extension_rows.emplace_back();
    rows.relation = 0;
    rows.rows = 2;
    rows.lines = "a\nb\n";
    stages.closure.extension_rows.emplace_back().relation = 1;
    const Report report = stages.report();
    ASSERT_EQ(report.tables.size(), 7U);
    EXPECT_EQ(report.tables.back().table, "public.unit_factors");
    EXPECT_EQ(report.tables.back().rule, "extension");
    EXPECT_EQ(report.tables.back().rows, 2U);
    EXPECT_EQ(report.tables.back().bytes, 4U);
    EXPECT_EQ(stages.run_report().rows, 2U);
}

TEST(MakeRunReport, HasTheRowsThatWereLoaded) {
    Stages stages = shop_of(Entries{}.root("users"));
    stages.table("users").rows = 51;
    stages.table("users").chosen = 50;
    stages.loaded("users") = {};
    stages.loaded("users").rows = 49;
    stages.loaded("users").bytes = 490;
    stages.loaded("users").seconds = 0.5;
    stages.loaded("orders").rows = 7;
    stages.loaded("orders").bytes = 70;
    stages.load.queries = 21;
    stages.load.load_seconds = 1.5;
    const Report report = stages.run_report();
    EXPECT_EQ(line_of(report, "users").rows, 49U);
    EXPECT_EQ(line_of(report, "users").chosen, 50U);
    EXPECT_DOUBLE_EQ(line_of(report, "users").seconds, 0.5);
    EXPECT_EQ(report.rows, 56U);
    EXPECT_EQ(report.bytes, 560U);
    EXPECT_EQ(report.queries.load, 21U);
    EXPECT_DOUBLE_EQ(report.seconds.load, 1.5);
    EXPECT_EQ(report.target_database, "dev");
    EXPECT_TRUE(report.verified);
}

TEST(MakeRunReport, OfAScriptHasNoDatabaseAndNoProofYet) {
    Stages stages = shop_of(Entries{}.root("users"));
    stages.target.file = Text{"twin.sql", {}};
    const Report report = stages.run_report();
    EXPECT_FALSE(report.target_database.has_value());
    EXPECT_FALSE(report.verified);
}

TEST(MakeRunReport, ATableThatTheTargetHasNotIsNotLoaded) {
    Stages stages = shop_of(Entries{}.root("users"));
    const TableId orders = table_id(stages.plan.catalog, "orders");
    stages.table("orders").chosen = 9;
    stages.plan.outputs[orders].in_twin = false;
    stages.plan.reference_outputs[reference_id(stages.plan.catalog, "order_user")].in_twin = false;
    const Report report = stages.run_report();
    EXPECT_EQ(line_of(report, "orders").chosen, 0U);
    EXPECT_EQ(line_of(report, "orders").load_position, 0U);
    EXPECT_EQ(report.proven_references(), 3U);
}

}  // namespace
}  // namespace subset
