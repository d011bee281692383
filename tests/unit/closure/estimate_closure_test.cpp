#include "closure/estimate_closure.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::inherit;
using testing_support::reference_id;
using testing_support::table_id;

constexpr std::uint64_t row_bytes = 40;

// The references are users <- orders <- lines. The statistics say so many rows of each.
Catalog sized_shop(std::uint64_t users = 1'000, std::uint64_t orders = 20'000,
                   std::uint64_t lines = 60'000) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer"})
                          .table("orders", {"id integer", "user_id integer"})
                          .table("lines", {"id integer", "order_id integer"})
                          .reference("order_user", "orders(user_id) -> users(id)")
                          .reference("line_order", "lines(order_id) -> orders(id)")
                          .build();
    for (const auto& [name, rows] : std::map<std::string, std::uint64_t>{
             {"users", users}, {"orders", orders}, {"lines", lines}}) {
        Table& table = catalog.tables[table_id(catalog, name)];
        table.about_rows = rows;
        table.about_bytes = rows * row_bytes;
    }
    return catalog;
}

// Holds a plan and what the planner knows, and estimates by them.
class Estimated {
public:
    Estimated(const Entries& entries, const Catalog& catalog, std::vector<double> root_rows)
        : plan_{entries.plan(catalog)} {
        EXPECT_TRUE(plan_.faults.empty());
        statistics_.root_rows = std::move(root_rows);
        statistics_.references.resize(plan_.references.size());
    }
    ReferenceStatistics& knows(const std::string& reference) {
        return statistics_.references[reference_id(plan_.catalog, reference)];
    }
    [[nodiscard]] Closure closure() const { return estimate_closure(plan_, statistics_); }
    [[nodiscard]] TableCounts table(const std::string& name) const {
        return closure().tables[table_id(plan_.catalog, name)];
    }
    [[nodiscard]] ReferenceCounts reference(const std::string& name) const {
        return closure().references[reference_id(plan_.catalog, name)];
    }

private:
    Plan plan_;
    Statistics statistics_;
};

// Computes how many different things so many draws bring.
double different(double things, double draws) {
    return things * (1 - std::pow(1 - 1 / things, draws));
}

std::uint64_t rounded(double number) { return static_cast<std::uint64_t>(std::llround(number)); }

TEST(EstimateClosure, ChosenRowsBringTheAverageNumberOfChildren) {
    const Estimated estimated{Entries{}.root("users"), sized_shop(), {50}};
    EXPECT_EQ(estimated.table("users").rows, 50U);
    EXPECT_EQ(estimated.table("orders").rows, 1'000U);
    EXPECT_EQ(estimated.table("lines").rows, 3'000U);
    EXPECT_EQ(estimated.table("lines").chosen, 3'000U);
    EXPECT_EQ(estimated.reference("order_user").down, 1'000U);
    EXPECT_EQ(estimated.reference("order_user").asked, 50U);
    EXPECT_EQ(estimated.reference("order_user").up, 1'000U);
    EXPECT_EQ(estimated.reference("line_order").asked, 1'000U);
}

TEST(EstimateClosure, RowsAndBytesAreSummed) {
    const Closure closure = Estimated{Entries{}.root("users"), sized_shop(), {50}}.closure();
    EXPECT_EQ(closure.total_rows, 4'050U);
    EXPECT_EQ(closure.total_bytes, 4'050U * row_bytes);
}

TEST(EstimateClosure, RequiredRowsBringNone) {
    const Estimated estimated{Entries{}.root("users", false), sized_shop(), {50}};
    EXPECT_EQ(estimated.table("users").rows, 50U);
    EXPECT_EQ(estimated.table("users").chosen, 0U);
    EXPECT_EQ(estimated.table("orders").rows, 0U);
    EXPECT_EQ(estimated.reference("order_user").asked, 0U);
}

TEST(EstimateClosure, ParentsThatSeveralRowsReferToComeOnce) {
    const Estimated estimated{Entries{}.root("orders", false), sized_shop(), {1'000}};
    EXPECT_EQ(estimated.table("orders").rows, 1'000U);
    EXPECT_EQ(estimated.table("users").rows, rounded(different(1'000, 1'000)));
    EXPECT_EQ(estimated.reference("order_user").up, 1'000U);
    EXPECT_EQ(estimated.reference("order_user").down, 0U);
}

TEST(EstimateClosure, OnlyFilledReferencesHaveAParent) {
    Estimated estimated{Entries{}.root("orders", false), sized_shop(), {1'000}};
    estimated.knows("order_user").filled = 0.5;
    EXPECT_EQ(estimated.table("users").rows, rounded(different(1'000, 500)));
    EXPECT_EQ(estimated.reference("order_user").up, 500U);
}

TEST(EstimateClosure, OnlyParentsThatAreReferencedAtAllCome) {
    Estimated estimated{Entries{}.root("orders", false), sized_shop(), {1'000}};
    estimated.knows("order_user").distinct = 10;
    EXPECT_EQ(estimated.table("users").rows, 10U);
    // A number larger than the table is out of date.
    estimated.knows("order_user").distinct = 1'000'000;
    EXPECT_EQ(estimated.table("users").rows, rounded(different(1'000, 1'000)));
}

TEST(EstimateClosure, ChildrenThatCameDownDoNotBringTheirParentsAgain) {
    const Estimated estimated{
        Entries{}.root("users").root("orders", false), sized_shop(), {50, 1'000}};
    // The users bring 1,000 and the root 1,000, some of them the same.
    const double orders = 20'000 * (1 - (1 - 1'000.0 / 20'000) * (1 - 1'000.0 / 20'000));
    EXPECT_EQ(estimated.table("orders").rows, rounded(orders));
    const double by_orders = different(1'000, orders - 1'000);
    EXPECT_EQ(estimated.table("users").rows,
              rounded(1'000 * (1 - (1 - 50.0 / 1'000) * (1 - by_orders / 1'000))));
    EXPECT_EQ(estimated.table("users").chosen, 50U);
}

TEST(EstimateClosure, SeveralRootsOverlapByChance) {
    const Estimated estimated{
        Entries{}.root("users").root("users", false), sized_shop(), {500, 500}};
    EXPECT_EQ(estimated.table("users").rows, 750U);
    EXPECT_EQ(estimated.table("users").chosen, 500U);
}

TEST(EstimateClosure, KeepsToLimitAndCondition) {
    Entries entries;
    entries.root("users").child("orders", "users");
    entries.config().children.back().limit = 3;
    Estimated estimated{entries, sized_shop(), {50}};
    EXPECT_EQ(estimated.table("orders").rows, 150U);
    // A limit above the average takes all.
    estimated.knows("order_user").selectivity = 0.1;
    EXPECT_EQ(estimated.table("orders").rows, 100U);
}

TEST(EstimateClosure, WithFollowAlwaysRequiredRowsBringChildrenToo) {
    Entries entries;
    entries.root("users", false).child("orders", "users");
    entries.config().children.back().follow = Follow::always;
    const Estimated estimated{entries, sized_shop(), {50}};
    EXPECT_EQ(estimated.table("orders").rows, 1'000U);
    EXPECT_EQ(estimated.table("orders").chosen, 0U);
    EXPECT_EQ(estimated.reference("order_user").down, 1'000U);
    EXPECT_EQ(estimated.table("lines").rows, 0U);
}

TEST(EstimateClosure, AWholeTableComesWholeAndChoosesNothing) {
    const Estimated estimated{Entries{}.rows("orders", RowsRule::all), sized_shop(), {}};
    EXPECT_EQ(estimated.table("orders").rows, 20'000U);
    EXPECT_EQ(estimated.table("orders").chosen, 0U);
    EXPECT_EQ(estimated.table("users").rows, rounded(different(1'000, 20'000)));
    EXPECT_EQ(estimated.table("lines").rows, 0U);
}

TEST(EstimateClosure, NoTableGivesMoreThanItHas) {
    const Estimated estimated{Entries{}.root("users"), sized_shop(), {1'000'000}};
    EXPECT_EQ(estimated.table("users").rows, 1'000U);
    EXPECT_EQ(estimated.table("users").chosen, 1'000U);
    EXPECT_EQ(estimated.table("orders").rows, 20'000U);
}

TEST(EstimateClosure, GoesRoundACycleUntilNothingChanges) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer", "boss integer"})
                          .reference("boss", "users(boss) -> users(id)")
                          .build();
    catalog.tables[TableId{0}].about_rows = 1'000;
    catalog.tables[TableId{0}].about_bytes = 1'000;
    const Estimated estimated{Entries{}.root("users", false), catalog, {10}};
    const auto rows = static_cast<double>(estimated.table("users").rows);
    EXPECT_NEAR(rows, 1'000 * (1 - (1 - 10.0 / 1'000) * (1 - different(1'000, rows) / 1'000)), 1);
    EXPECT_GT(rows, 100);
}

TEST(EstimateClosure, ARootOfATreeIsOfItsTablesByTheirSizes) {
    Catalog catalog =
        CatalogBuilder{}.table("vehicles", {"id integer"}).table("cars", {"id integer"}).build();
    inherit(catalog, "cars", "vehicles");
    for (Table& table : catalog.tables) {
        table.about_rows = table.name.name == "cars" ? 900 : 100;
        table.about_bytes = 1'000;
    }
    const Estimated estimated{Entries{}.root("vehicles"), catalog, {50}};
    EXPECT_EQ(estimated.table("vehicles").rows, 5U);
    EXPECT_EQ(estimated.table("cars").rows, 45U);
}

TEST(EstimateClosure, ATableWithoutStatisticsHasAHundredBytesToARow) {
    Catalog catalog = sized_shop();
    Table& users = catalog.tables[table_id(catalog, "users")];
    users.about_rows.reset();
    users.about_bytes = 10'000;
    const Estimated estimated{Entries{}.rows("users", RowsRule::all), catalog, {}};
    EXPECT_EQ(estimated.table("users").rows, 100U);
    EXPECT_EQ(estimated.table("users").bytes, 10'000U);
}

TEST(EstimateClosure, ATableThatNeverHadARowGivesNone) {
    const Estimated estimated{Entries{}.rows("users", RowsRule::all), sized_shop(0), {}};
    EXPECT_EQ(estimated.table("users").rows, 0U);
    EXPECT_EQ(estimated.closure().total_rows, 0U);
}

TEST(EstimateBytes, IsTheShareOfTheTablesSize) {
    Table table;
    table.about_rows = 1'000;
    table.about_bytes = 50'000;
    EXPECT_EQ(estimate_bytes(table, 20), 1'000U);
    EXPECT_EQ(estimate_bytes(table, 0), 0U);
}

TEST(EstimateBytes, WithoutStatisticsIsTheWholeSizeUnlessNothingComes) {
    Table table;
    table.about_bytes = 50'000;
    EXPECT_EQ(estimate_bytes(table, 20), 50'000U);
    EXPECT_EQ(estimate_bytes(table, 0), 0U);
    table.about_rows = 0;
    EXPECT_EQ(estimate_bytes(table, 20), 50'000U);
}

}  // namespace
}  // namespace subset
