#include "report/bringers.hpp"

#include "support/plan_entries.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using report::make_bringers;
using report::make_index_advice;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

// Holds a plan whose closure brought what the test says.
struct Brought {
    Plan plan;
    Closure closure;

    Brought(const Entries& entries, const Catalog& catalog) : plan{entries.plan(catalog)} {
        EXPECT_TRUE(plan.faults.empty());
        closure.tables.resize(plan.tables.size());
        closure.references.resize(plan.references.size());
    }
    ReferenceCounts& counts(const std::string& reference) {
        return closure.references[reference_id(plan.catalog, reference)];
    }
    [[nodiscard]] std::vector<std::string> bringers() const {
        std::vector<std::string> told;
        for (const BringerReport& each : make_bringers(plan, closure)) {
            told.push_back(fmt::format("{} {} {}", each.reference, each.direction, each.edges));
        }
        return told;
    }
    // Returns what is advised of the first.
    [[nodiscard]] std::string advice() const { return make_bringers(plan, closure).at(0).advice; }
    [[nodiscard]] std::string index(const std::string& reference) const {
        return make_index_advice(plan, closure,
                                 plan.catalog.reference(reference_id(plan.catalog, reference)))
            .value_or("none");
    }
};

Brought shop_of(const Entries& entries) { return {entries, testing_support::shop().build()}; }

TEST(Bringers, AreTheThreeThatMetTheMostRows) {
    Brought brought = shop_of(Entries{}.root("users"));
    brought.counts("order_user").down = 500;
    brought.counts("order_user").up = 500;
    brought.counts("line_order").down = 4'000;
    brought.counts("line_order").up = 4'100;
    brought.counts("order_shop").up = 500;
    brought.counts("boss").up = 7;
    EXPECT_THAT(brought.bringers(),
                ElementsAre("line_order down 4000", "order_shop up 500", "order_user down 500"));
}

TEST(Bringers, TellNothingOfRowsThatWereThereOrOfTablesThatComeAnyway) {
    Brought brought = shop_of(Entries{}.root("users").rows("shops", RowsRule::all));
    brought.counts("order_user").down = 500;
    brought.counts("order_user").up = 480;
    brought.counts("order_shop").up = 500;
    EXPECT_THAT(brought.bringers(), ElementsAre("order_user down 500"));
}

TEST(Bringers, OfNothingAreNone) {
    EXPECT_THAT(shop_of(Entries{}.root("users")).bringers(), IsEmpty());
}

TEST(Bringers, ALimitIsHalfTheAverage) {
    Brought brought = shop_of(Entries{}.root("users"));
    brought.counts("order_user").down = 500;
    brought.counts("order_user").asked = 50;
    EXPECT_EQ(brought.advice(),
              "[[child]]\ntable = \"orders\"\nparent = \"users\"\ncolumns = [\"user_id\"]\n"
              "limit = 5\n");
}

TEST(Bringers, WhereHalfIsLessThanARowTheyAreNotFollowed) {
    Brought brought = shop_of(Entries{}.root("users"));
    brought.counts("order_user").down = 50;
    brought.counts("order_user").asked = 50;
    EXPECT_THAT(brought.advice(), testing::EndsWith("follow = \"never\"\n"));
}

TEST(Bringers, ALimitThatIsThereIsHalvedWhereItStands) {
    Entries entries;
    entries.root("users").child("orders", "users");
    entries.config().children.back().limit = 8;
    Brought brought = shop_of(entries);
    brought.counts("order_user").down = 500;
    brought.counts("order_user").asked = 50;
    EXPECT_EQ(brought.advice(), "# in the [[child]] at twin.toml:2:5\nlimit = 4\n");
}

TEST(Bringers, ACutIsAdvisedWhereAColumnCanBeNull) {
    Brought brought = shop_of(Entries{}.root("orders"));
    brought.counts("order_shop").up = 10;
    EXPECT_EQ(brought.advice(),
              "[[cut]]\ntable = \"orders\"\nparent = \"shops\"\ncolumns = [\"shop_id\"]\n");
    Brought needed = shop_of(Entries{}.root("orders"));
    needed.counts("order_user").up = 10;  // user_id is NOT NULL
    EXPECT_EQ(needed.advice(), "");
}

TEST(Bringers, ACheckThatMayWantTheColumnForbidsTheCut) {
    Catalog catalog = testing_support::shop().build();
    Table& orders = catalog.tables[table_id(catalog, "orders")];
    orders.columns[orders.column_named("shop_id").value()].checks = {"has_shop"};
    Brought brought{Entries{}.root("orders").cut("orders", "order_shop"), catalog};
    brought.counts("order_shop").up = 10;
    EXPECT_EQ(brought.advice(), "");
}

TEST(Bringers, AReferenceThatColumnsDoNotTellApartIsNamed) {
    Brought brought{Entries{}.root("users"),
                    CatalogBuilder{}
                        .table("users", {"id integer"})
                        .table("notes", {"id integer", "about integer", "kind text"})
                        .written("of_user", "notes(about) -> users(id)", "c.kind = 'u'")
                        .written("of_admin", "notes(about) -> users(id)", "c.kind = 'a'")
                        .build()};
    brought.counts("of_user").down = 500;
    brought.counts("of_user").asked = 10;
    EXPECT_EQ(brought.advice(),
              "[[child]]\ntable = \"notes\"\nparent = \"users\"\nname = \"of_user\"\nlimit = 25\n");
}

TEST(Bringers, WhatAConfigCannotSpellIsNotAdvised) {
    Brought brought{Entries{}.root("users"),
                    CatalogBuilder{}
                        .table("users", {"id integer"})
                        .table("${NOTES}", {"id integer", "user_id integer"})
                        .reference("r", "${NOTES}(user_id) -> users(id)")
                        .build()};
    brought.counts("r").down = 500;
    brought.counts("r").asked = 10;
    EXPECT_EQ(brought.advice(), "");
}

TEST(IndexAdvice, IsForChildrenThatWereLookedForWithoutOne) {
    Brought brought = shop_of(Entries{}.root("users"));
    EXPECT_EQ(brought.index("order_user"), "none");
    brought.counts("order_user").asked = 50;
    EXPECT_EQ(brought.index("order_user"),
              "CREATE INDEX CONCURRENTLY ON \"public\".\"orders\" (\"user_id\")");
    brought.plan.references[reference_id(brought.plan.catalog, "order_user")].child_indexed = true;
    EXPECT_EQ(brought.index("order_user"), "none");
}

TEST(IndexAdvice, NamesAllColumnsAndIsNotConcurrentOnAPartitionedTable) {
    Brought brought{Entries{}.root("users"),
                    CatalogBuilder{}
                        .table("users", {"tenant integer", "id integer"}, {"tenant", "id"})
                        .table("visits", {"tenant integer", "user integer"}, {})
                        .leaves({"visits_1", "visits_2"})
                        .reference("whole", "visits(tenant, user) -> users(tenant, id)")
                        .reference("part", "visits_1(user, tenant) -> users(id, tenant)")
                        .build()};
    brought.counts("whole").asked = 1;
    brought.counts("part").asked = 1;
    EXPECT_EQ(brought.index("whole"),
              "CREATE INDEX ON \"public\".\"visits\" (\"tenant\", \"user\")");
    EXPECT_EQ(brought.index("part"),
              "CREATE INDEX CONCURRENTLY ON \"public\".\"visits_1\" (\"user\", \"tenant\")");
}

TEST(IndexAdvice, OfATypeBeginsWithTheTypeAndOneThatDoesServes) {
    const auto notes = [](const char* when) {
        return CatalogBuilder{}
            .table("users", {"id integer"})
            .table("notes", {"id integer", "kind text", "about integer"})
            .written("r", "notes(about) -> users(id)", when)
            .build();
    };
    Brought brought{Entries{}.root("users"), notes("c.kind = 'User'")};
    brought.counts("r").asked = 1;
    EXPECT_EQ(brought.index("r"),
              "CREATE INDEX CONCURRENTLY ON \"public\".\"notes\" (\"kind\", \"about\")");
    Catalog indexed = notes("c.kind = 'User' AND C.\"kind\" = 'User'");
    indexed.tables[table_id(indexed, "notes")].indexes.push_back({1, 2});
    Brought served{Entries{}.root("users"), indexed};
    served.counts("r").asked = 1;
    EXPECT_EQ(served.index("r"), "none");
    Catalog other = notes("c.kind <> 'User'");
    other.tables[table_id(other, "notes")].indexes.push_back({1, 2});
    Brought unserved{Entries{}.root("users"), other};
    unserved.counts("r").asked = 1;
    EXPECT_EQ(unserved.index("r"), "CREATE INDEX CONCURRENTLY ON \"public\".\"notes\" (\"about\")");
}

TEST(IndexAdvice, OfAnExpressionIsNone) {
    Brought brought{Entries{}.root("users"), CatalogBuilder{}
                                                 .table("users", {"id integer"})
                                                 .table("notes", {"id integer", "about text"})
                                                 .written("r", "notes((c.about::int)) -> users(id)")
                                                 .build()};
    brought.counts("r").asked = 1;
    EXPECT_EQ(brought.index("r"), "none");
}

}  // namespace
}  // namespace subset
