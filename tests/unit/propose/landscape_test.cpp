#include "propose/landscape.hpp"

#include "support/surveyed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::Surveyed;
using testing_support::table_id;

constexpr std::uint64_t million = 1'000'000;

// Returns the standing of a table of that name and size, beside a table that holds the rest of the
// database.
Standing standing_of(const std::string& name, TableSize size, TableSize rest) {
    const Surveyed surveyed{
        CatalogBuilder{}.table(name, {"id integer"}).table("users", {"id integer"}).build(),
        {{name, size}, {"users", rest}}};
    return surveyed.source().standing(surveyed.id(name));
}

TEST(Landscape, ALogIsLargeByItselfAndBesideTheRestAndNamedSo) {
    const TableSize rest{million, 100 * million};
    EXPECT_EQ(standing_of("audit_events", {100'000, 10 * million}, rest), Standing::log);
    EXPECT_EQ(standing_of("audit_events", {99'999, 10 * million}, rest), Standing::comes);
    EXPECT_EQ(standing_of("audit_events", {10, std::uint64_t{100} << 20}, rest), Standing::log);
    EXPECT_EQ(standing_of("audited", {100'000, 10 * million}, rest), Standing::comes);
    EXPECT_EQ(standing_of("audit_events", {100'000, 10}, {10 * million, 100 * million}),
              Standing::comes);
}

TEST(Landscape, APartitionedLogNeedsNotBeLargeBesideTheRest) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("events", {"id integer"})
                                .leaves({"events_1", "events_2"})
                                .table("users", {"id integer"})
                                .build(),
                            {{"events", {100'000, 10}}, {"users", {10 * million, 100 * million}}}};
    EXPECT_EQ(surveyed.source().standing(surveyed.id("events")), Standing::log);
}

TEST(Landscape, ALogThatOthersReferenceComes) {
    const auto builder = [] {
        return CatalogBuilder{}
            .table("events", {"id integer", "before_id integer"})
            .table("notes", {"id integer", "event_id integer"})
            .reference("before", "events(before_id) -> events(id)");
    };
    const std::map<std::string, TableSize> sizes = {{"events", {million, 1}}, {"notes", {1, 1}}};
    const Surveyed alone{builder().build(), sizes};
    EXPECT_EQ(alone.source().standing(alone.id("events")), Standing::log);
    EXPECT_FALSE(alone.source().is_referenced(alone.id("events")));
    const Surveyed needed{builder().reference("event", "notes(event_id) -> events(id)").build(),
                          sizes};
    EXPECT_EQ(needed.source().standing(needed.id("events")), Standing::comes);
    EXPECT_TRUE(needed.source().is_referenced(needed.id("events")));
}

TEST(Landscape, WhereThereIsNothingElseLogsCome) {
    EXPECT_EQ(standing_of("events", {million, million}, {0, 0}), Standing::comes);
    EXPECT_EQ(standing_of("events", {million, million}, {1, 0}), Standing::log);
}

TEST(Landscape, AMigrationToolsTableIsNoLog) {
    Catalog catalog = CatalogBuilder{}
                          .table("schema_history", {"id integer"})
                          .table("users", {"id integer"})
                          .build();
    catalog.tables[TableId{0}].migrations = true;
    const Surveyed surveyed{std::move(catalog), {{"schema_history", {million, 1}}, {"users", {1}}}};
    EXPECT_EQ(surveyed.source().standing(surveyed.id("schema_history")), Standing::comes);
}

TEST(Landscape, WhatCannotBeReadDoesNotCome) {
    Catalog catalog = CatalogBuilder{}
                          .schema("app")
                          .other_schema("archive")
                          .table("app.users", {"id integer"})
                          .table("archive.users", {"id integer"})
                          .table("app.salaries", {"id integer"})
                          .row_security(true)
                          .table("app.visits", {"id integer"})
                          .table("app.rents", {"id integer", "house_id integer"})
                          .table("app.houses", {"id integer"})
                          .reference("rent", "app.rents(house_id) -> app.houses(id)")
                          .build();
    catalog.tables[table_id(catalog, "app.visits")].foreign_partition =
        QualifiedName{"app", "visits_far"};
    catalog.references[ReferenceId{0}].period = true;
    const Surveyed surveyed{std::move(catalog), {}};
    const auto standing = [&](const std::string& table) {
        return surveyed.source().standing(surveyed.id(table));
    };
    EXPECT_EQ(standing("app.users"), Standing::comes);
    EXPECT_EQ(standing("archive.users"), Standing::out_of_scope);
    EXPECT_EQ(standing("app.salaries"), Standing::policy);
    EXPECT_EQ(standing("app.visits"), Standing::foreign_partition);
    EXPECT_EQ(standing("app.rents"), Standing::period);
    EXPECT_EQ(standing("app.houses"), Standing::comes);
}

// The references are hidden <- needs <- needs_that and hidden <- may_do_without.
CatalogBuilder below_hidden() {
    return CatalogBuilder{}
        .table("hidden", {"id integer"})
        .row_security(true)
        .table("seen", {"id integer"})
        .table("needs", {"id integer", "hidden_id integer not null"})
        .table("needs_that", {"id integer", "needs_id integer not null"})
        .table("may_do_without", {"id integer", "hidden_id integer"})
        .reference("a", "needs(hidden_id) -> hidden(id)")
        .reference("b", "needs_that(needs_id) -> needs(id)")
        .reference("c", "may_do_without(hidden_id) -> hidden(id)");
}

TEST(Landscape, WhatNeedsRowsThatDoNotComeDoesNotComeEither) {
    const Surveyed surveyed{below_hidden().build(), {}};
    EXPECT_EQ(surveyed.source().standing(surveyed.id("needs")), Standing::through_parent);
    EXPECT_EQ(surveyed.source().standing(surveyed.id("needs_that")), Standing::through_parent);
    EXPECT_EQ(surveyed.source().standing(surveyed.id("may_do_without")), Standing::comes);
}

TEST(Landscape, AColumnThatAnotherReferenceNeedsCannotBeNull) {
    const Surveyed surveyed{
        below_hidden().reference("d", "may_do_without(hidden_id) -> seen(id)").build(), {}};
    EXPECT_EQ(surveyed.source().standing(surveyed.id("may_do_without")), Standing::through_parent);
}

// The references are users <- orders <- lines -> parts, and users <- secrets, which a policy hides.
Surveyed make_shop() {
    return {CatalogBuilder{}
                .table("users", {"id integer", "boss integer"})
                .table("orders", {"id integer", "user_id integer"})
                .table("lines", {"order_id integer", "part_id integer"}, {"order_id", "part_id"})
                .table("parts", {"id integer"})
                .table("profiles", {"user_id integer"}, {"user_id"})
                .table("secrets", {"id integer", "user_id integer"})
                .row_security(true)
                .reference("boss", "users(boss) -> users(id)")
                .reference("order_user", "orders(user_id) -> users(id)")
                .reference("line_order", "lines(order_id) -> orders(id)")
                .reference("line_part", "lines(part_id) -> parts(id)")
                .reference("profile_user", "profiles(user_id) -> users(id)")
                .reference("secret_user", "secrets(user_id) -> users(id)")
                .build(),
            {{"users", {100, 1'000}},
             {"orders", {250, 2'000}},
             {"lines", {5'000, 4'000}},
             {"profiles", {300, 8}},
             {"secrets", {7, 16}}}};
}

TEST(Landscape, ReachesDownToTheChildrenThatCome) {
    const Surveyed shop = make_shop();
    EXPECT_THAT(shop.names(shop.source().reached_down(shop.id("users"))),
                UnorderedElementsAre("users", "orders", "lines", "profiles"));
    EXPECT_THAT(shop.names(shop.source().reached_down(shop.id("parts"))),
                UnorderedElementsAre("parts", "lines"));
}

TEST(Landscape, ParentsAreThoseOfTablesThatComeAndTheirs) {
    const Surveyed shop = make_shop();
    IdVector<TableId, bool> tables(6, false);
    tables[shop.id("lines")] = true;
    tables[shop.id("secrets")] = true;
    EXPECT_THAT(shop.names(shop.source().with_parents(tables)),
                UnorderedElementsAre("lines", "secrets", "orders", "parts", "users"));
    IdVector<TableId, bool> hidden(6, false);
    hidden[shop.id("secrets")] = true;
    EXPECT_THAT(shop.names(shop.source().with_parents(hidden)), ElementsAre("secrets"));
}

TEST(Landscape, FanOutIsTheAverageNumberOfChildren) {
    const Surveyed shop = make_shop();
    EXPECT_DOUBLE_EQ(shop.source().fan_out(shop.reference("order_user")), 2.5);
    EXPECT_DOUBLE_EQ(shop.source().fan_out(shop.reference("line_order")), 20);
    // The statistics know of no part.
    EXPECT_DOUBLE_EQ(shop.source().fan_out(shop.reference("line_part")), 5'000);
    // The key allows one for each user, whatever the statistics say.
    EXPECT_DOUBLE_EQ(shop.source().fan_out(shop.reference("profile_user")), 1);
    EXPECT_EQ(shop.source().total_rows(), 5'657U);
}

TEST(Landscape, AReferenceOfSomePartitionsHasTheirShareOfTheRows) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("visits", {"id integer", "user_id integer"})
                                .leaves({"visits_1", "visits_2", "visits_3", "visits_4"})
                                .table("users", {"id integer"})
                                .reference("r", "visits_2(user_id) -> users(id)")
                                .build(),
                            {{"visits", {4'000, 1}}, {"users", {100, 1}}}};
    EXPECT_DOUBLE_EQ(surveyed.source().fan_out(surveyed.reference("r")), 10);
}

TEST(Landscape, ANameMeansTheHeirsThatCome) {
    Catalog catalog = CatalogBuilder{}
                          .table("vehicles", {"id integer"})
                          .table("cars", {"id integer"})
                          .table("tanks", {"id integer"})
                          .row_security(true)
                          .table("wheels", {"id integer", "car_id integer"})
                          .reference("wheel", "wheels(car_id) -> cars(id)")
                          .build();
    inherit(catalog, "cars", "vehicles");
    inherit(catalog, "tanks", "vehicles");
    const Surveyed surveyed{std::move(catalog),
                            {{"vehicles", {1, 10}}, {"cars", {20, 200}}, {"tanks", {300, 3}}}};
    const Landscape& source = surveyed.source();
    EXPECT_THAT(source.tree(surveyed.id("vehicles")),
                UnorderedElementsAre(surveyed.id("vehicles"), surveyed.id("cars")));
    EXPECT_EQ(source.rows_of_tree(surveyed.id("vehicles")), 21U);
    EXPECT_EQ(source.size_of_tree(surveyed.id("vehicles")).bytes, 210U);
    EXPECT_TRUE(source.is_heir(surveyed.id("cars")));
    EXPECT_FALSE(source.is_heir(surveyed.id("vehicles")));
    EXPECT_THAT(surveyed.names(source.reached_down(surveyed.id("vehicles"))),
                UnorderedElementsAre("vehicles", "cars", "wheels"));
}

}  // namespace
}  // namespace subset
