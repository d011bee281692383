#include "propose/rank_roots.hpp"

#include "support/surveyed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
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

std::vector<std::string> ranked(const Surveyed& surveyed) {
    std::vector<std::string> names;
    for (const RootCandidate& each : rank_roots(surveyed.source())) {
        names.push_back(surveyed.name(each.table));
    }
    return names;
}

// Makes tables that nothing joins, of a thousand rows each.
Surveyed alone(const std::vector<std::string>& names) {
    CatalogBuilder builder;
    std::map<std::string, TableSize> sizes;
    for (const std::string& name : names) {
        builder.table(name, {"id integer"});
        sizes[name] = {1'000, 1};
    }
    return {builder.build(), sizes};
}

TEST(RankRoots, PeopleGoBeforeThingsAndLookupsAndLogsLast) {
    const Surveyed surveyed =
        alone({"a_gizmo", "auth_user", "b_gizmo", "country", "orders", "sales_orders", "users"});
    EXPECT_THAT(ranked(surveyed), ElementsAre("users", "auth_user", "orders", "sales_orders",
                                              "a_gizmo", "b_gizmo", "country"));
    EXPECT_THAT(ranked(alone({"audit", "gizmo"})), ElementsAre("gizmo", "audit"));
    EXPECT_THAT(ranked(alone({"account_types", "gizmo"})), ElementsAre("gizmo", "account_types"));
}

TEST(RankRoots, SaysWhichNamesTellOfPeople) {
    const Surveyed surveyed = alone({"country", "gizmo", "users"});
    const std::vector<RootCandidate> roots = rank_roots(surveyed.source());
    ASSERT_EQ(roots.size(), 3U);
    EXPECT_TRUE(roots[0].by_name);
    EXPECT_FALSE(roots[1].by_name);
    EXPECT_FALSE(roots[2].by_name);
}

// The references are gizmos <- parts and gadgets <- bits.
Surveyed two_families(std::uint64_t parts, std::uint64_t bits) {
    return {CatalogBuilder{}
                .table("gizmos", {"id integer"})
                .table("parts", {"id integer", "gizmo_id integer"})
                .table("gadgets", {"id integer"})
                .table("bits", {"id integer", "gadget_id integer"})
                .reference("part", "parts(gizmo_id) -> gizmos(id)")
                .reference("bit", "bits(gadget_id) -> gadgets(id)")
                .build(),
            {{"gizmos", {1'000, 1}},
             {"gadgets", {1'000, 1}},
             {"parts", {parts, 1}},
             {"bits", {bits, 1}}}};
}

TEST(RankRoots, WhatBringsMuchOfTheSchemaGoesFirst) {
    const Surveyed surveyed = two_families(2'000, 10'000);
    const std::vector<RootCandidate> roots = rank_roots(surveyed.source());
    ASSERT_EQ(roots.size(), 4U);
    EXPECT_EQ(surveyed.name(roots[0].table), "gadgets");
    EXPECT_EQ(surveyed.name(roots[1].table), "gizmos");
    EXPECT_EQ(roots[0].reached, 1U);
    EXPECT_EQ(roots[2].reached, 0U);
}

TEST(RankRoots, WhatBringsFarTooManyRowsFallsBehind) {
    EXPECT_EQ(ranked(two_families(1'000'000, 10'000)).front(), "gadgets");
    // Of fewer rows the latest fifty bring few.
    EXPECT_EQ(ranked(two_families(20'000, 10'000)).front(), "gizmos");
}

TEST(RankRoots, ATableInTheMiddleFallsBehindOneBelowALookup) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("a_things", {"id integer", "owner_id integer"})
                                .table("b_things", {"id integer", "sort_id integer"})
                                .table("owners", {"id integer"})
                                .table("sorts", {"id integer"})
                                .reference("owner", "a_things(owner_id) -> owners(id)")
                                .reference("sort", "b_things(sort_id) -> sorts(id)")
                                .build(),
                            {{"a_things", {10'000, 1}},
                             {"b_things", {10'000, 1}},
                             {"owners", {10'000, 1}},
                             {"sorts", {100, 1}}}};
    EXPECT_THAT(ranked(surveyed), ElementsAre("owners", "sorts", "b_things", "a_things"));
}

TEST(RankRoots, ATableOfAHandfulOfRowsOrOfNoneFallsBehind) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("a_empty", {"id integer"})
                                .table("b_few", {"id integer"})
                                .table("c_many", {"id integer"})
                                .build(),
                            {{"b_few", {49, 1}}, {"c_many", {50, 1}}}};
    EXPECT_THAT(ranked(surveyed), ElementsAre("c_many", "b_few", "a_empty"));
}

TEST(RankRoots, WithoutAnOrderALatestRowIsNoneAndTheTableFallsBehind) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("a_things", {"code text"}, {})
                                .table("b_things", {"id integer"})
                                .build(),
                            {{"a_things", {1'000, 1}}, {"b_things", {1'000, 1}}}};
    const std::vector<RootCandidate> roots = rank_roots(surveyed.source());
    ASSERT_EQ(roots.size(), 2U);
    EXPECT_EQ(surveyed.name(roots[0].table), "b_things");
    EXPECT_TRUE(roots[0].latest_by.has_value());
    EXPECT_FALSE(roots[1].latest_by.has_value());
}

TEST(RankRoots, LeavesOutWhatCannotComeOrCannotBeNamed) {
    Catalog catalog = CatalogBuilder{}
                          .schema("a.b")
                          .table("users", {"id integer"})
                          .table("staff", {"id integer"})
                          .table("migrations", {"id integer"})
                          .table("secrets", {"id integer"})
                          .row_security(true)
                          .table("${HOME}", {"id integer"})
                          .build();
    catalog.tables[table_id(catalog, "migrations")].migrations = true;
    inherit(catalog, "staff", "users");
    const Surveyed surveyed{std::move(catalog), {}};
    EXPECT_THAT(ranked(surveyed), UnorderedElementsAre("users"));
}

// Names the column by which the rows of a table are the latest, with "?" where it may be NULL.
std::string latest_by(const std::vector<std::string>& columns, const std::vector<std::string>& key,
                      std::uint64_t rows, const std::string& indexed = "") {
    Catalog catalog = CatalogBuilder{}.table("things", columns, key).build();
    if (!indexed.empty()) {
        Table& table = catalog.tables.front();
        table.indexes.push_back({table.column_named(indexed).value()});
    }
    const Surveyed surveyed{std::move(catalog), {{"things", {rows, 1}}}};
    const TableId table = surveyed.id("things");
    const auto found = find_latest_by(surveyed.source(), table);
    return found ? surveyed.column(table, found->column) + (found->has_nulls ? "?" : "") : "none";
}

TEST(LatestBy, IsAKeyOfIntegers) {
    EXPECT_EQ(latest_by({"id bigint", "created_at date"}, {"id"}, 1), "id");
    EXPECT_EQ(latest_by({"id uuid", "created_at date not null"}, {"id"}, 1), "created_at");
    EXPECT_EQ(latest_by({"id integer", "part integer"}, {"id", "part"}, 1), "none");
}

TEST(LatestBy, IsATimeOfMakingByTheBestName) {
    const std::vector<std::string> columns = {"id uuid", "placed_at date not null",
                                              "created_at timestamp with time zone not null",
                                              "updated_at date not null"};
    EXPECT_EQ(latest_by(columns, {"id"}, 1), "created_at");
    EXPECT_EQ(latest_by({"id uuid", "updated_at date not null"}, {"id"}, 1), "none");
    EXPECT_EQ(latest_by({"id uuid", "created text not null"}, {"id"}, 1), "none");
}

TEST(LatestBy, SaysWhereNullsWouldComeFirst) {
    EXPECT_EQ(latest_by({"id uuid", "created_at date"}, {"id"}, 1), "created_at?");
}

TEST(LatestBy, OfALargeTableNeedsAnIndexWithoutNulls) {
    constexpr std::uint64_t many = 1'000'000;
    EXPECT_EQ(latest_by({"id uuid", "created_at date not null"}, {"id"}, many - 1), "created_at");
    EXPECT_EQ(latest_by({"id uuid", "created_at date not null"}, {"id"}, many), "none");
    EXPECT_EQ(latest_by({"id uuid", "created_at date not null"}, {"id"}, many, "created_at"),
              "created_at");
    EXPECT_EQ(latest_by({"id uuid", "created_at date"}, {"id"}, many, "created_at"), "none");
}

TEST(LatestBy, IsAColumnThatAConfigCanName) {
    EXPECT_EQ(latest_by({"(id bigint", "created_at date not null"}, {"(id"}, 1), "created_at");
    EXPECT_EQ(latest_by({"id uuid", "${created_at} date not null"}, {"id"}, 1), "none");
}

}  // namespace
}  // namespace subset
