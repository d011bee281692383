// Tests how [[child]] and [[reference]] lead from row to row.
#include "closure/closure.hpp"
#include "support/closure_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::diamond;
using testing_support::Given;
using testing_support::null;
using testing_support::Walk;

CatalogBuilder shop() {
    return CatalogBuilder{}
        .table("users", {"id integer"})
        .table("orders", {"id integer", "user integer", "status text"})
        .reference("buyer", "orders(user) -> users(id)");
}

TEST(ChildRules, ALimitHoldsForEachParentRow) {
    Walk walk{Given{shop()}.root("users").child("buyer", Follow::chosen, 2)};
    walk.add("users", {{"1"}, {"2"}, {"3"}}).select(0, {"1", "2"});
    walk.add("orders", {{"10", "1", "x"}, {"11", "1", "x"}, {"12", "1", "x"}, {"20", "2", "x"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "orders"), ElementsAre("10", "11", "20"));
    EXPECT_EQ(walk.reference(closure, "buyer").down, 3U);
}

TEST(ChildRules, RowsThatAreThereAnywayNeitherCountNorArePreferred) {
    Walk walk{Given{shop()}.root("users").root("orders", false).child("buyer", Follow::chosen, 1)};
    walk.add("users", {{"1"}});
    walk.add("orders", {{"10", "1", "x"}, {"11", "1", "x"}, {"12", "1", "x"}}).select(1, {"12"});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "orders"), ElementsAre("10", "12"));
    EXPECT_EQ(walk.counts(closure, "orders").chosen, 1U);
}

TEST(ChildRules, WhereLeavesRowsOutBeforeTheLimitPicks) {
    Walk walk{Given{shop()}.root("users").child("buyer", Follow::chosen, 1, "c.status = 'paid'")};
    walk.add("users", {{"1"}});
    walk.add("orders", {{"10", "1", null}, {"11", "1", "paid"}, {"12", "1", "paid"}});
    EXPECT_THAT(walk.ids(walk.closure(), "orders"), ElementsAre("11"));
}

TEST(ChildRules, NeverBringsNoChildAndAlwaysThoseOfRequiredRowsAsRequired) {
    Walk never{Given{shop()}.root("users").child("buyer", Follow::never)};
    never.add("users", {{"1"}}).add("orders", {{"10", "1", "x"}});
    EXPECT_THAT(never.ids(never.closure(), "orders"), IsEmpty());

    Walk always{Given{diamond()}.root("bottom", false).child("lt", Follow::always)};
    always.add("bottom", {{"1", null, "20"}, {"2", "11", null}}).select(0, {"1"});
    always.add("right", {{"20", "30"}}).add("top", {{"30"}, {"31"}});
    always.add("left", {{"10", "30"}, {"11", "30"}, {"12", "31"}});
    const Closure closure = always.closure();
    EXPECT_THAT(always.ids(closure, "left"), ElementsAre("10", "11"));
    EXPECT_EQ(always.counts(closure, "left").chosen, 0U);
    EXPECT_THAT(always.ids(closure, "bottom"), ElementsAre("1")) << "required rows bring no more";
    EXPECT_EQ(always.reference(closure, "lt").down, 2U);
}

TEST(ChildRules, AWholeTablesRowsAreWalkedFromWhereTheyAlwaysBringTheirChildren) {
    Walk walk{Given{shop()}.rows("users", RowsRule::all).child("buyer", Follow::always, 1)};
    walk.add("users", {{"1"}, {"2"}});
    walk.add("orders", {{"10", "1", "x"}, {"11", "1", "x"}, {"20", "2", "x"}, {"30", null, "x"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "orders"), ElementsAre("10", "20"));
    EXPECT_EQ(walk.counts(closure, "users").rows, 2U);
}

CatalogBuilder prices() {
    return CatalogBuilder{}
        .table("visits", {"id integer", "code text"})
        .table("prices", {"id integer", "code text"})
        .written("price", "visits(code) -> prices(code)");
}

TEST(WrittenReferences, EveryRowThatHasTheKeyIsAParent) {
    Walk walk{Given{prices()}.root("visits", false).root("prices", false)};
    walk.add("visits", {{"1", "a"}, {"2", "a"}, {"3", "z"}});
    walk.add("prices", {{"1", "a"}, {"2", "b"}, {"3", "a"}}).select(1, {"3"});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "prices"), ElementsAre("1", "3"))
        << "that one came as a root says nothing of the other";
    EXPECT_EQ(walk.reference(closure, "price").up, 3U);
    EXPECT_EQ(walk.reference(closure, "price").dangling, 1U);
}

TEST(WrittenReferences, AChildOfSeveralChosenParentsIsSelectedOnce) {
    Walk walk{Given{prices()}.root("prices")};
    walk.add("prices", {{"1", "a"}, {"2", "a"}}).add("visits", {{"1", "a"}, {"2", "b"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "visits"), ElementsAre("1"));
    EXPECT_EQ(walk.reference(closure, "price").down, 1U);
    EXPECT_EQ(walk.source().children_asked.size(), 1U);
}

TEST(WrittenReferences, ARuleHoldsForEachOfTheParentsThatShareAKeyAndAreChosen) {
    Walk walk{Given{CatalogBuilder{}
                        .table("visits", {"id integer", "code text"})
                        .table("prices", {"id integer", "code text", "state text"})
                        .written("price", "visits(code) -> prices(code)")}
                  .root("prices")
                  .child("price", Follow::chosen, 1, "p.state = 'old'")};
    walk.add("prices", {{"1", "a", "new"}, {"2", "a", "old"}, {"3", "b", "old"}});
    walk.add("visits", {{"1", "a"}, {"2", "b"}, {"3", "b"}}).select(0, {"1", "3"});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "visits"), ElementsAre("2")) << "nothing chose price 2";
    EXPECT_THAT(walk.ids(closure, "prices"), ElementsAre("1", "3"));
    EXPECT_EQ(walk.reference(closure, "price").down, 1U);
}

TEST(WrittenReferences, WhenHoldsBothWays) {
    const CatalogBuilder comments =
        CatalogBuilder{}
            .table("orders", {"id integer"})
            .table("users", {"id integer"})
            .table("comments", {"id integer", "kind text", "subject integer"})
            .written("on_order", "comments(subject) -> orders(id)", "c.kind = 'order'")
            .written("on_user", "comments(subject) -> users(id)", "c.kind = 'user'");
    Walk up{Given{comments}.root("comments", false)};
    up.add("comments", {{"1", "order", "7"}, {"2", "user", "8"}, {"3", null, "9"}});
    up.add("orders", {{"7"}, {"8"}, {"9"}}).add("users", {{"7"}, {"8"}, {"9"}});
    const Closure above = up.closure();
    EXPECT_THAT(up.ids(above, "orders"), ElementsAre("7"));
    EXPECT_THAT(up.ids(above, "users"), ElementsAre("8"));
    EXPECT_EQ(up.reference(above, "on_order").up, 1U);

    Walk down{Given{comments}.root("orders")};
    down.add("orders", {{"7"}});
    down.add("comments", {{"1", "order", "7"}, {"2", "user", "7"}, {"3", null, "7"}});
    EXPECT_THAT(down.ids(down.closure(), "comments"), ElementsAre("1"));
}

}  // namespace
}  // namespace subset
