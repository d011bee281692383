#include "script/data/make_data_script.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::table_id;

// Two orders and their user come; the log has no row.
struct Shop {
    Plan plan;
    Closure closure;
    TargetConfig config;

    explicit Shop(Catalog catalog) {
        plan = Entries{}.root("orders").plan(catalog);
        closure.tables.resize(plan.catalog.tables.size());
        closure.patches.resize(plan.catalog.tables.size());
        closure.references.resize(plan.catalog.references.size());
        closure.tables[table_id(plan.catalog, "orders")].rows = 2;
        closure.tables[table_id(plan.catalog, "users")].rows = 1;
        config.contents = Contents::data;
    }
    [[nodiscard]] TargetScript script() const { return make_data_script(config, plan, closure); }
};

Catalog shop_tables() {
    return CatalogBuilder{}
        .table("users", {"id integer"})
        .table("orders", {"id integer", "user_id integer"})
        .table("logs", {"id integer"})
        .reference("order_user", "orders(user_id) -> users(id)")
        .build();
}

std::string sql_of(const TargetScript& script, const std::string& title) {
    std::string sql;
    for (const TargetStep& step : script.steps) {
        const auto* const run = std::get_if<RunSql>(&step.work);
        sql += run != nullptr && step.title == title ? run->sql : "";
    }
    return sql;
}

TEST(DataScript, StagesRowsAndBringsThoseThatAreNotThere) {
    const TargetScript script = Shop{shop_tables()}.script();
    std::vector<std::string> into;
    for (const TargetStep& step : script.steps) {
        if (const auto* const copy = std::get_if<CopyIn>(&step.work)) {
            into.push_back(step.title + " into " + copy->into);
        }
    }
    EXPECT_THAT(into, ElementsAre("public.users into pg_temp.subset_add_2",
                                  "public.orders into pg_temp.subset_add_1"));
    EXPECT_EQ(script.rows_alone, DataForm::copy);
    const std::string merge = sql_of(script, "rows that are not there");
    EXPECT_THAT(merge, HasSubstr(R"(INSERT INTO "public"."users")"));
    EXPECT_THAT(merge, HasSubstr(R"(t."id" OPERATOR("pg_catalog".=) s."id")"));
    EXPECT_THAT(script.notes, Contains(HasSubstr("rows alone")));
}

TEST(DataScript, EndsWithTheTransactionWhatItSets) {
    EXPECT_THAT(Shop{shop_tables()}.script().settings, HasSubstr("SET LOCAL TimeZone = 'UTC'"));
}

TEST(DataScript, TellsRowsApartByAUniqueKeyOrAsAWhole) {
    Catalog catalog = shop_tables();
    Table& orders = catalog.tables[table_id(catalog, "orders")];
    orders.primary_key.clear();
    orders.primary_key_operators.clear();
    orders.unique_keys.clear();
    EXPECT_THAT(sql_of(Shop{catalog}.script(), "rows that are not there"),
                HasSubstr("subset:image"));
    orders.unique_keys = {{1}};
    EXPECT_THAT(sql_of(Shop{catalog}.script(), "rows that are not there"),
                HasSubstr("subset:image"))
        << "a row may have no value there";
    orders.columns[1].not_null = true;
    const std::string merge = sql_of(Shop{catalog}.script(), "rows that are not there");
    EXPECT_THAT(merge, HasSubstr(R"(t."user_id" OPERATOR(pg_catalog.=) s."user_id")"));
}

}  // namespace
}  // namespace subset
