#include "preflight/compare_drift.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::table_id;

CatalogBuilder small_shop() {
    return CatalogBuilder{}
        .table("users", {"id integer", "email text"})
        .table("orders", {"id integer", "user_id integer"})
        .reference("order_user", "orders(user_id) -> users(id)");
}

// Finds the drift from what the one catalog was to what the other is.
Drift drift(const Catalog& before, const Catalog& now) {
    return find_drift(Entries{}.root("users").plan(now), make_lock(before));
}

// Lists the unmasked columns by name, with the mask that the name asks for.
std::vector<std::pair<std::string, std::string>> unmasked(const Catalog& now, const Drift& drift) {
    std::vector<std::pair<std::string, std::string>> columns;
    for (const UnclassifiedColumn& each : drift.unmasked) {
        const Table& table = now.table(each.table);
        columns.emplace_back(table.name.name + "." + table.columns[each.column].name,
                             each.looks_like);
    }
    return columns;
}

TEST(MakeLock, HoldsTheTablesInScopeWithTheirColumnsAndDeclaredReferences) {
    const config::Lock lock = make_lock(small_shop()
                                            .table("archive.users", {"id integer"})
                                            .table("notes", {"id integer", "user_id integer"})
                                            .reference("far", "archive.users(id) -> users(id)")
                                            .written("note_user", "notes(user_id) -> users(id)")
                                            .build());
    ASSERT_THAT(lock.tables, UnorderedElementsAre(Pair("public.users", testing::_),
                                                  Pair("public.orders", testing::_),
                                                  Pair("public.notes", testing::_)));
    EXPECT_THAT(lock.tables.at("public.users").columns,
                UnorderedElementsAre(Pair("id", "integer"), Pair("email", "text")));
    EXPECT_THAT(lock.tables.at("public.orders").references,
                ElementsAre(Pair("order_user", "(user_id) to public.users (id)")));
    EXPECT_THAT(lock.tables.at("public.notes").references, IsEmpty());
}

TEST(MakeLock, TellsReferencesOfSinglePartitionsApart) {
    const config::Lock lock = make_lock(CatalogBuilder{}
                                            .table("users", {"id integer"})
                                            .table("visits", {"id integer", "user_id integer"})
                                            .leaves({"visits_1", "visits_2"})
                                            .reference("r", "visits_1(user_id) -> users(id)")
                                            .reference("r", "visits_2(user_id) -> users(id)")
                                            .build());
    const std::string text = "(user_id) to public.users (id)";
    EXPECT_THAT(lock.tables.at("public.visits").references,
                ElementsAre(Pair("public.visits_1: r", text), Pair("public.visits_2: r", text)));
}

TEST(Drift, OfTheSameCatalogIsNone) {
    const Drift found = drift(small_shop().build(), small_shop().build());
    EXPECT_TRUE(found.empty());
    EXPECT_THAT(found.unmasked, IsEmpty());
}

TEST(Drift, WhatHasGoneIsNone) {
    const Catalog more = small_shop()
                             .table("notes", {"id integer", "order_id integer"})
                             .reference("note_order", "notes(order_id) -> orders(id)")
                             .build();
    EXPECT_TRUE(drift(more, small_shop().build()).empty());
}

TEST(Drift, IsANewTableWithTheColumnsThatMayBePersonal) {
    const Catalog now =
        small_shop().table("staff", {"id integer", "phone text", "shoe_size integer"}).build();
    const Drift found = drift(small_shop().build(), now);
    EXPECT_THAT(found.tables, ElementsAre("public.staff"));
    // They come with their table.
    EXPECT_THAT(found.columns, IsEmpty());
    EXPECT_THAT(unmasked(now, found), ElementsAre(Pair("staff.phone", "@phone")));
}

TEST(Drift, IsANewColumn) {
    const Catalog before = CatalogBuilder{}.table("users", {"id integer"}).build();
    const Catalog now =
        CatalogBuilder{}.table("users", {"id integer", "colour text", "rank integer"}).build();
    const Drift found = drift(before, now);
    EXPECT_THAT(found.columns, ElementsAre("public.users.colour", "public.users.rank"));
    EXPECT_THAT(unmasked(now, found), ElementsAre(Pair("users.colour", "")));
}

TEST(Drift, IsAnotherTypeOfAColumn) {
    const Catalog before = CatalogBuilder{}.table("users", {"id integer", "email bytea"}).build();
    const Catalog now = CatalogBuilder{}.table("users", {"id bigint", "email text"}).build();
    const Drift found = drift(before, now);
    EXPECT_THAT(found.changed, ElementsAre("public.users.id (bigint, it was integer)",
                                           "public.users.email (text, it was bytea)"));
    EXPECT_THAT(found.columns, IsEmpty());
    EXPECT_THAT(unmasked(now, found), ElementsAre(Pair("users.email", "@email")));
}

TEST(Drift, IsANewReferenceOrOneThatMeansSomethingElse) {
    const Catalog before = small_shop().table("shops", {"id integer"}).build();
    const Catalog now = CatalogBuilder{}
                            .table("users", {"id integer", "email text"})
                            .table("orders", {"id integer", "user_id integer"})
                            .table("shops", {"id integer"})
                            .reference("order_user", "orders(user_id) -> shops(id)")
                            .reference("order_twin", "orders(id) -> orders(id)")
                            .build();
    EXPECT_THAT(drift(before, now).references,
                UnorderedElementsAre("public.orders order_user: (user_id) to public.shops (id)",
                                     "public.orders order_twin: (id) to public.orders (id)"));
}

TEST(Drift, SaysNothingOfTablesOutOfScope) {
    const Catalog now = small_shop().table("archive.users", {"id integer", "email text"}).build();
    EXPECT_TRUE(drift(small_shop().build(), now).empty());
}

TEST(Drift, ColumnsThatAreMaskedKeptOrComputedAreNotUnmasked) {
    const Catalog before = CatalogBuilder{}.table("users", {"id integer"}).build();
    const Catalog now = CatalogBuilder{}
                            .table("users", {"id integer", "email text", "phone text", "name text",
                                             "full_name text generated"})
                            .build();
    Plan plan = Entries{}.root("users").plan(now);
    plan.tables[TableId{0}].states[1].state = ColumnState::masked;
    plan.tables[TableId{0}].states[2].state = ColumnState::kept;
    const Drift found = find_drift(plan, make_lock(before));
    EXPECT_EQ(found.columns.size(), 4U);
    EXPECT_THAT(unmasked(now, found), ElementsAre(Pair("users.name", "@name")));
}

// Holds a drift of three columns, with what their names ask for.
struct Unmasked {
    Catalog catalog =
        CatalogBuilder{}.table("users", {"id integer", "a text", "b text", "c text"}).build();
    Drift drift;

    Unmasked(const std::string& a, const std::string& b, const std::string& c) {
        const TableId users = table_id(catalog, "users");
        drift.unmasked = {{users, 1, a}, {users, 2, b}, {users, 3, c}};
    }
};

TEST(FindPersonal, GoesByNamesAndByAFifthOfTheValues) {
    const Unmasked by_name{"@email", "", ""};
    EXPECT_THAT(find_personal(by_name.catalog, by_name.drift, {{}, {}, {}}),
                ElementsAre("public.users.a"));
    const Unmasked by_value{"", "", ""};
    ColumnLook few;
    few.values = 100;
    few.phones = 19;
    few.cards = 19;
    ColumnLook enough;
    enough.values = 100;
    enough.addresses = 20;
    EXPECT_THAT(find_personal(by_value.catalog, by_value.drift, {few, enough, {}}),
                ElementsAre("public.users.b"));
}

LockConfig lock_beside(bool enforced) {
    LockConfig lock;
    lock.path = "/configs/twin.lock";
    lock.enforced = enforced;
    return lock;
}

TEST(DriftFaults, NameOneThing) {
    Drift found;
    found.tables = {"public.staff"};
    const std::vector<Fault> faults = make_drift_faults(lock_beside(false), found, {});
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].message, "the source has something that twin.lock does not know");
    EXPECT_EQ(faults[0].hint, "New table: public.staff. With --locked this would be refused.");
    EXPECT_EQ(faults[0].place.file, "/configs/twin.lock");
}

TEST(DriftFaults, CountSeveralAndNameTenOfAKind) {
    Drift found;
    found.columns = {"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12"};
    found.changed = {"t"};
    found.references = {"r1", "r2"};
    const std::vector<Fault> faults = make_drift_faults(lock_beside(true), found, {});
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].message, "the source has 15 things that twin.lock does not know");
    EXPECT_EQ(faults[0].hint,
              "New columns: c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 2 more. Other type: t. New "
              "references: r1, r2. Look at what they mean for the twin; a run without --locked "
              "accepts them.");
}

TEST(DriftFaults, WhatLooksPersonalComesFirst) {
    Drift found;
    found.columns = {"a", "b"};
    const auto first = [&](const std::vector<std::string>& personal) {
        return make_drift_faults(lock_beside(false), found, personal).front().message;
    };
    EXPECT_EQ(first({"a"}),
              "a column that is new since twin.lock, looks personal and has no mask: a");
    EXPECT_EQ(first({"a", "b"}),
              "columns that are new since twin.lock, look personal and have no mask: a, b");
    EXPECT_EQ(make_drift_faults(lock_beside(false), found, {"a"}).size(), 2U);
}

}  // namespace
}  // namespace subset
