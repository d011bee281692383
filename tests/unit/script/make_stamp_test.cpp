#include "script/make_stamp.hpp"

#include "support/plan_entries.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

// Holds a run over a small catalog, as it stands before its stamp is made.
struct FinishedRun {
    Config config;
    Plan plan;
    Closure closure;
    TargetState state;

    explicit FinishedRun(const Catalog& catalog = testing_support::shop().build(),
                         Dangling dangling = Dangling::keep) {
        Entries entries;
        entries.root("users").config().source.dangling = dangling;
        plan = entries.plan(catalog);
        closure.tables.resize(plan.tables.size());
        closure.references.resize(plan.references.size());
        state.database = "dev";
        state.database_oid = 16'384;
        config.hash = "c0ffee";
    }
    void rows(const std::string& table, std::uint64_t count) {
        closure.tables[table_id(plan.catalog, table)].rows = count;
    }
    void dangle(const std::string& reference, std::uint64_t rows) {
        closure.references[reference_id(plan.catalog, reference)].dangling = rows;
    }
    void leave_out(const std::string& table) {
        plan.outputs[table_id(plan.catalog, table)].in_twin = false;
    }
    void do_not_prove(const std::string& reference) {
        plan.reference_outputs[reference_id(plan.catalog, reference)].in_twin = false;
    }
    [[nodiscard]] Stamp stamp() const {
        return make_stamp(config, plan, closure, state, {"shop", "77", "at noon"}, "run 1");
    }
};

std::vector<std::string> tables_of(const Stamp& stamp) {
    std::vector<std::string> texts;
    for (const Stamp::TableRows& each : stamp.tables) {
        texts.push_back(fmt::format("{} {}", each.table, each.rows));
    }
    return texts;
}

std::vector<std::string> dangling_of(const Stamp& stamp) {
    std::vector<std::string> texts;
    for (const Stamp::ReferenceRows& each : stamp.dangling) {
        texts.push_back(fmt::format("{} {}", each.reference, each.rows));
    }
    return texts;
}

// Renders each key as "public.orders order_user (user_id) public.users (id)".
std::vector<std::string> keys_of(const Stamp& stamp) {
    std::vector<std::string> texts;
    for (const Stamp::TableKeys& table : stamp.foreign_keys) {
        for (const Stamp::ForeignKey& key : table.keys) {
            texts.push_back(fmt::format("{} {} ({}) {} ({})", table.table, key.name,
                                        fmt::join(key.columns, ", "), key.parent.text(),
                                        fmt::join(key.parent_columns, ", ")));
        }
    }
    return texts;
}

TEST(MakeStamp, SaysWhoseTheTwinIsAndWhatOf) {
    FinishedRun run;
    run.state.cluster = "4711";
    run.plan.catalog.filled_schemas = {"public", "shop"};
    const Stamp stamp = run.stamp();
    EXPECT_EQ(stamp.identity.database, "dev");
    EXPECT_EQ(stamp.identity.oid, "16384");
    EXPECT_EQ(stamp.identity.cluster, "4711");
    EXPECT_EQ(stamp.identity.run_id, "run 1");
    EXPECT_EQ(stamp.identity.origin.database, "shop");
    EXPECT_EQ(stamp.identity.origin.snapshot_time, "at noon");
    EXPECT_EQ(stamp.identity.made, "SCHEMA public\nSCHEMA shop\n");
    EXPECT_FALSE(stamp.identity.incomplete);
    EXPECT_EQ(stamp.source_server_version, "15.8");
    EXPECT_EQ(stamp.config_hash, "c0ffee");
    EXPECT_THAT(stamp.schemas, ElementsAre("public"));
}

TEST(MakeStamp, CountsTheRowsOfTablesThatAreThere) {
    FinishedRun run;
    run.rows("users", 50);
    run.rows("orders", 200);
    run.rows("lines", 1'000);
    run.leave_out("lines");
    ExtensionRows& extension = run.closure.extension_rows.emplace_back();
    extension.rows = 3;
    const Stamp stamp = run.stamp();
    EXPECT_THAT(tables_of(stamp), ElementsAre("public.orders 200", "public.users 50"));
    EXPECT_EQ(stamp.rows, 253U);
}

TEST(MakeStamp, RemembersRowsThatDangleByRule) {
    FinishedRun run;
    run.plan.catalog.references[reference_id(run.plan.catalog, "order_user")].equal_names = {
        "order_user_too"};
    run.dangle("order_user", 3);
    run.dangle("line_order", 4);
    run.do_not_prove("line_order");
    EXPECT_THAT(dangling_of(run.stamp()),
                ElementsAre("public.orders.order_user 3", "public.orders.order_user_too 3"));
    FinishedRun nulled{testing_support::shop().build(), Dangling::null};
    nulled.dangle("order_user", 3);
    EXPECT_THAT(dangling_of(nulled.stamp()), IsEmpty());
}

TEST(MakeStamp, RemembersTheForeignKeysThatTheSourceDeclares) {
    FinishedRun run{CatalogBuilder{}
                        .table("users", {"id integer"})
                        .table("orders", {"id integer", "user_id integer"})
                        .table("notes", {"id integer", "user_id integer", "order_id integer"})
                        .table("far.users", {"id integer"})
                        .reference("order_user", "orders(user_id) -> users(id)")
                        .reference("note_order", "notes(order_id) -> orders(id)")
                        .reference("note_user", "notes(user_id) -> users(id)")
                        .reference("order_far", "orders(user_id) -> far.users(id)")
                        .written("order_self", "orders(user_id) -> orders(id)")
                        .build()};
    const std::vector<std::string> keys = {"public.notes note_order (order_id) public.orders (id)",
                                           "public.notes note_user (user_id) public.users (id)",
                                           "public.orders order_user (user_id) public.users (id)"};
    EXPECT_EQ(keys_of(run.stamp()), keys);
    run.do_not_prove("note_user");
    EXPECT_THAT(keys_of(run.stamp()), ElementsAre(keys[0], keys[2]));
}

TEST(MakeStamp, WhereTheTargetKeepsItsSchemaNothingOfItWasMade) {
    FinishedRun run;
    run.plan.catalog.filled_schemas = {"public"};
    run.config.target.mode = TargetMode::keep;
    EXPECT_EQ(run.stamp().identity.made, "");
    EXPECT_THAT(run.stamp().foreign_keys, IsEmpty());
}

}  // namespace
}  // namespace subset
