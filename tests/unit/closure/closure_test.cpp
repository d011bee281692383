#include "closure/closure.hpp"

#include "support/closure_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing_support::CatalogBuilder;
using testing_support::diamond;
using testing_support::Given;
using testing_support::memory_tuple;
using testing_support::null;
using testing_support::table_id;
using testing_support::Value;
using testing_support::Walk;

TEST(Closure, KeepsTheParentOfEveryRowAndNoOther) {
    Walk walk{Given{diamond()}.root("bottom", false)};
    walk.add("bottom", {{"1", "10", "20"}, {"2", "11", "21"}}).select(0, {"1"});
    walk.add("left", {{"10", "30"}, {"11", "31"}}).add("right", {{"20", "30"}, {"21", "32"}});
    walk.add("top", {{"30"}, {"31"}, {"32"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "bottom"), ElementsAre("1"));
    EXPECT_THAT(walk.ids(closure, "left"), ElementsAre("10"));
    EXPECT_THAT(walk.ids(closure, "right"), ElementsAre("20"));
    EXPECT_THAT(walk.ids(closure, "top"), ElementsAre("30"));
    EXPECT_EQ(closure.total_rows, 4U);
}

TEST(Closure, ADiamondsTopIsAskedForOnce) {
    Walk walk{Given{diamond()}.root("bottom", false)};
    walk.add("bottom", {{"1", "10", "20"}})
        .add("left", {{"10", "30"}})
        .add("right", {{"20", "30"}})
        .add("top", {{"30"}});
    (void)walk.closure();
    EXPECT_THAT(walk.source().parents_asked,
                UnorderedElementsAre(ElementsAre("10"), ElementsAre("20"), ElementsAre("30")));
}

TEST(Closure, ChosenRowsBringTheirChildrenAndRequiredOnesDoNot) {
    Walk walk{Given{diamond()}.root("left")};
    walk.add("left", {{"10", "30"}, {"11", "30"}}).select(0, {"10"});
    walk.add("right", {{"20", "30"}, {"21", "30"}}).add("top", {{"30"}});
    walk.add("bottom", {{"1", "10", "20"}, {"2", "10", null}, {"3", "11", "20"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "bottom"), ElementsAre("1", "2"));
    EXPECT_THAT(walk.ids(closure, "right"), ElementsAre("20"));
    EXPECT_THAT(walk.ids(closure, "left"), ElementsAre("10"));
    EXPECT_EQ(walk.counts(closure, "bottom").chosen, 2U);
    EXPECT_EQ(walk.counts(closure, "top").chosen, 0U);
    EXPECT_EQ(walk.reference(closure, "bl").down, 2U);
    EXPECT_EQ(walk.reference(closure, "bl").up, 2U);
    EXPECT_EQ(walk.reference(closure, "br").up, 1U) << "a NULL refers to nothing";
    EXPECT_EQ(walk.reference(closure, "br").down, 0U);
}

TEST(Closure, ASelfReferenceIsFollowedToItsEndBothWays) {
    const CatalogBuilder staff = CatalogBuilder{}
                                     .table("staff", {"id integer", "boss integer"})
                                     .reference("boss", "staff(boss) -> staff(id)");
    const std::vector<std::vector<Value>> rows = {{"1", null}, {"2", "1"}, {"3", "2"}, {"4", "3"},
                                                  {"5", "3"},  {"6", "1"}, {"7", "7"}};
    Walk down{Given{staff}.root("staff")};
    down.add("staff", rows).select(0, {"2"});
    const Closure below = down.closure();
    EXPECT_THAT(down.ids(below, "staff"), ElementsAre("1", "2", "3", "4", "5"));
    EXPECT_EQ(down.counts(below, "staff").chosen, 4U) << "the boss is required, and brings nobody";
    EXPECT_EQ(down.reference(below, "boss").down, 3U);
    EXPECT_EQ(down.reference(below, "boss").up, 4U);
    Walk up{Given{staff}.root("staff", false)};
    up.add("staff", rows).select(0, {"4", "7"});
    EXPECT_THAT(up.ids(up.closure(), "staff"), ElementsAre("1", "2", "3", "4", "7"));
    EXPECT_THAT(up.source().parents_asked,
                ElementsAre(ElementsAre("3"), ElementsAre("2"), ElementsAre("1")));
}

TEST(Closure, TwoReferencesBetweenOnePairAreWalkedEach) {
    Walk walk{Given{CatalogBuilder{}
                        .table("letters", {"id integer", "sender integer", "receiver integer"})
                        .table("users", {"id integer"})
                        .reference("sender", "letters(sender) -> users(id)")
                        .reference("receiver", "letters(receiver) -> users(id)")}
                  .root("users")};
    walk.add("users", {{"1"}, {"2"}, {"3"}}).select(0, {"1"});
    walk.add("letters", {{"10", "1", "2"}, {"11", "3", "1"}, {"12", "1", "1"}, {"13", "2", "3"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "letters"), ElementsAre("10", "11", "12"));
    EXPECT_THAT(walk.ids(closure, "users"), ElementsAre("1", "2", "3"));
    EXPECT_EQ(walk.reference(closure, "sender").down, 2U);
    EXPECT_EQ(walk.reference(closure, "receiver").down, 2U)
        << "the letter to oneself counts for both";
    EXPECT_EQ(walk.source().parents_asked.size(), 2U) << "user 1 came as a root";
}

TEST(Closure, ACycleOfTwoTablesEnds) {
    Walk walk{Given{CatalogBuilder{}
                        .table("a", {"id integer", "b integer"})
                        .table("b", {"id integer", "a integer"})
                        .reference("ab", "a(b) -> b(id)")
                        .reference("ba", "b(a) -> a(id)")}
                  .root("a", false)};
    walk.add("a", {{"1", "1"}, {"2", "2"}, {"3", "3"}, {"9", "9"}}).select(0, {"1"});
    walk.add("b", {{"1", "2"}, {"2", "3"}, {"3", "1"}, {"9", "9"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "a"), ElementsAre("1", "2", "3"));
    EXPECT_THAT(walk.ids(closure, "b"), ElementsAre("1", "2", "3"));
}

TEST(Closure, ACompositeReferenceWithANullRefersToNothing) {
    Walk walk{Given{CatalogBuilder{}
                        .table("lines", {"id integer", "tenant integer", "code text"})
                        .table("orders", {"tenant integer", "code text"}, {"tenant", "code"})
                        .reference("r", "lines(tenant, code) -> orders(tenant, code)")}
                  .root("lines", false)};
    walk.add("lines", {{"1", "7", "a"}, {"2", null, "a"}, {"3", "7", null}, {"4", "7", "a"}});
    walk.add("orders", {{"7", "a"}, {"7", "b"}, {"8", "a"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "orders").rows, 1U);
    EXPECT_EQ(walk.reference(closure, "r").up, 2U);
    EXPECT_THAT(walk.source().parents_asked, ElementsAre(ElementsAre("7", "a")));
}

TEST(Closure, TwoKeysOfOneTableMakeOneRow) {
    Walk walk{Given{CatalogBuilder{}
                        .table("letters", {"id integer", "sender integer", "mail citext"})
                        .table("users", {"id integer", "mail citext"})
                        .reference("by_id", "letters(sender) -> users(id)")
                        .reference("by_mail", "letters(mail) -> users(mail)")}
                  .root("letters", false)};
    walk.add("letters", {{"1", "5", "A@x"}, {"2", null, "a@X"}})
        .add("users", {{"5", "a@x"}, {"6", "b@x"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "users"), ElementsAre("5"));
    EXPECT_EQ(closure.total_rows, 3U);
    EXPECT_EQ(walk.reference(closure, "by_mail").dangling, 0U);
}

TEST(Closure, RootsAreUnitedAndARowThatIsBothIsChosen) {
    Walk walk{Given{diamond()}.root("top", false).root("top", true).root("left", false)};
    walk.add("top", {{"30"}, {"31"}}).select(0, {"30", "31"}).select(1, {"30"});
    walk.add("left", {{"10", "30"}, {"11", "31"}, {"12", "31"}}).select(2, {"10", "12"});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "top"), ElementsAre("30", "31"));
    EXPECT_EQ(walk.counts(closure, "top").chosen, 1U);
    EXPECT_THAT(walk.ids(closure, "left"), ElementsAre("10", "12"));
    EXPECT_EQ(walk.counts(closure, "left").chosen, 1U);
    EXPECT_EQ(walk.reference(closure, "lt").down, 1U);
}

TEST(Closure, AWholeTableIsCountedByTheServerAndBringsItsParents) {
    Walk walk{Given{diamond()}.rows("left", RowsRule::all).root("right", false)};
    walk.add("left", {{"10", "30"}, {"11", null}, {"12", "30"}, {"13", "31"}});
    walk.add("right", {{"20", "32"}}).add("top", {{"30"}, {"31"}, {"32"}, {"33"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "left").rows, 4U);
    EXPECT_EQ(walk.counts(closure, "left").chosen, 0U);
    EXPECT_EQ(walk.reference(closure, "lt").up, 3U);
    EXPECT_THAT(walk.ids(closure, "top"), ElementsAre("30", "31", "32"));
    EXPECT_EQ(closure.total_rows, 8U);
}

TEST(Closure, ChosenRowsOfAWholeTableBringTheirChildren) {
    Walk walk{Given{diamond()}.rows("top", RowsRule::all).root("top")};
    walk.add("top", {{"30"}, {"31"}}).select(0, {"30"});
    walk.add("left", {{"10", "30"}, {"11", "31"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "top").rows, 2U);
    EXPECT_EQ(walk.counts(closure, "top").chosen, 1U);
    EXPECT_THAT(walk.ids(closure, "left"), ElementsAre("10"));
    EXPECT_THAT(walk.source().parents_asked, IsEmpty()) << "a whole parent is never asked for";
}

TEST(Closure, AnEmptyTableIsFollowedInNeitherDirection) {
    Walk walk{Given{diamond()}.rows("left", RowsRule::none).root("top")};
    walk.add("top", {{"30"}}).add("left", {{"10", "30"}}).add("right", {{"20", "30"}});
    walk.add("bottom", {{"1", "10", "20"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "left").rows, 0U);
    EXPECT_THAT(walk.ids(closure, "bottom"), ElementsAre("1"));
    EXPECT_EQ(walk.reference(closure, "bl").up, 0U) << "a cut reference counts nothing";
}

TEST(Closure, ALeafsReferenceIsTheLeafsAlone) {
    Walk walk{Given{CatalogBuilder{}
                        .table("events", {"id integer", "user integer"})
                        .leaves({"events_1", "events_2"})
                        .table("users", {"id integer"})
                        .reference("r", "events_2(user) -> users(id)")}
                  .root("users")};
    walk.add("users", {{"1"}, {"2"}}).select(0, {"1"});
    walk.add("events", {{"10", "1"}}, 0).add("events", {{"20", "1"}, {"21", "2"}}, 1);
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "events"), ElementsAre("20"));
}

TEST(Closure, WithoutAnyRowIsAnError) {
    Walk walk{Given{diamond()}.root("top")};
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_EQ(error.place().line, 2U);
}

TEST(Closure, EachRowIsStoredOnce) {
    Walk walk{Given{diamond()}.root("left")};
    walk.add("left", {{"10", "30"}})
        .add("top", {{"30"}})
        .add("bottom", {{"1", "10", null}, {"2", "10", null}});
    RowStore store{4, 1'000'000};
    const Closure closure = walk.closure(&store);
    EXPECT_EQ(store.rows(table_id(walk.plan().catalog, "bottom")), 2U);
    EXPECT_EQ(walk.counts(closure, "bottom").bytes, 2 * memory_tuple.size());
    EXPECT_EQ(closure.total_bytes, 4 * memory_tuple.size());
}

TEST(Closure, ASecondWayIntoATableThatIsMostlyThereBringsNoRowTwice) {
    Walk walk{Given{CatalogBuilder{}
                        .table("users", {"id integer"})
                        .table("sales", {"id integer", "buyer integer", "seller integer"})
                        .reference("by_buyer", "sales(buyer) -> users(id)")
                        .reference("by_seller", "sales(seller) -> users(id)")}
                  .root("users")};
    constexpr int users = 20'000;  // keys enough for another statement to be worth it
    for (int id = 1; id <= users; ++id) {
        const std::string user = std::to_string(id);
        walk.add("users", {{user}}).add("sales", {{user, user, user}});
    }
    walk.add("sales", {{"0", null, "1"}, {"-1", null, "1"}});
    RowStore store{2, 100'000'000};
    const Closure closure = walk.closure(&store);
    EXPECT_EQ(closure.total_rows, 2 * users + 2U);
    EXPECT_EQ(walk.reference(closure, "by_seller").down, users + 2U);
    EXPECT_EQ(walk.source().tuples_told, closure.total_rows);
    EXPECT_EQ(store.rows(table_id(walk.plan().catalog, "sales")), users + 2U);
}

}  // namespace
}  // namespace subset
