// Tests what becomes of rows when the walk is over: rows that dangle, and rows whose reference is
// cut.
#include "closure/closure.hpp"
#include "support/closure_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Given;
using testing_support::memory_tuple;
using testing_support::null;
using testing_support::table_id;
using testing_support::Walk;

// The references are a -> b -> c -> d.
CatalogBuilder chain() {
    return CatalogBuilder{}
        .table("a", {"id integer", "b integer"})
        .table("b", {"id integer", "c integer"})
        .table("c", {"id integer", "d integer"})
        .table("d", {"id integer"})
        .reference("ab", "a(b) -> b(id)")
        .reference("bc", "b(c) -> c(id)")
        .reference("cd", "c(d) -> d(id)");
}

CatalogBuilder users(const std::string& type = "integer") {
    return CatalogBuilder{}
        .table("users", {"id " + type, "referrer " + type})
        .table("orders", {"id integer", "user " + type})
        .reference("referrer", "users(referrer) -> users(id)")
        .reference("buyer", "orders(user) -> users(id)");
}

TEST(DanglingDrop, ARowGoesWithAllThatReferencesIt) {
    Walk walk{Given{chain()}.root("a").dangling(Dangling::drop)};
    walk.add("a", {{"1", "1"}, {"2", "2"}, {"3", null}}).add("b", {{"1", "1"}, {"2", "2"}});
    walk.add("c", {{"1", "1"}, {"2", "99"}}).add("d", {{"1"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "a"), ElementsAre("1", "3"));
    EXPECT_THAT(walk.ids(closure, "b"), ElementsAre("1"));
    EXPECT_THAT(walk.ids(closure, "c"), ElementsAre("1"));
    EXPECT_EQ(walk.counts(closure, "a").rows, 2U);
    EXPECT_EQ(walk.counts(closure, "a").chosen, 2U);
    EXPECT_EQ(walk.counts(closure, "b").rows, 1U);
    EXPECT_EQ(closure.total_rows, 5U);
    EXPECT_EQ(walk.reference(closure, "cd").dangling, 1U);
    EXPECT_THAT(walk.reference(closure, "cd").dangling_keys, ElementsAre("99"));
    EXPECT_EQ(walk.reference(closure, "bc").dangling, 0U) << "its parent row does exist";
    for (const std::string reference : {"ab", "bc", "cd"}) {
        EXPECT_EQ(walk.reference(closure, reference).up, 1U) << reference;
    }
}

TEST(DanglingDrop, ACycleGoesAltogetherAndOneBesideItStays) {
    Walk walk{Given{CatalogBuilder{}
                        .table("ring", {"id integer", "next integer", "out integer"})
                        .table("d", {"id integer"})
                        .reference("next", "ring(next) -> ring(id)")
                        .reference("out", "ring(out) -> d(id)")}
                  .root("ring", false)
                  .dangling(Dangling::drop)};
    walk.add("ring", {{"1", "2", null}, {"2", "3", null}, {"3", "1", "99"}, {"4", "1", null}});
    walk.add("ring", {{"5", "6", null}, {"6", "5", null}, {"7", "7", null}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "ring"), ElementsAre("5", "6", "7"));
    EXPECT_EQ(closure.total_rows, 3U);
    EXPECT_EQ(walk.reference(closure, "next").up, 3U);
    EXPECT_EQ(walk.reference(closure, "out").up, 0U);
}

TEST(DanglingDrop, AWholeTableLosesItsRowsToo) {
    Walk walk{Given{chain()}.rows("c", RowsRule::all).dangling(Dangling::drop)};
    walk.add("c", {{"1", "1"}, {"2", "99"}}).add("d", {{"1"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "c").rows, 1U);
    EXPECT_THAT(walk.ids(closure, "c"), ElementsAre("1"));
}

TEST(DanglingDrop, ARowThatDanglesTwiceIsCountedTwiceAndGoesOnce) {
    Walk walk{Given{CatalogBuilder{}
                        .table("c", {"id integer", "a integer", "b integer"})
                        .table("d", {"id integer"})
                        .table("e", {"id integer"})
                        .reference("ca", "c(a) -> d(id)")
                        .reference("cb", "c(b) -> e(id)")}
                  .root("c")
                  .dangling(Dangling::drop)};
    walk.add("c", {{"1", "98", "99"}, {"2", null, null}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.reference(closure, "ca").dangling, 1U);
    EXPECT_EQ(walk.reference(closure, "cb").dangling, 1U);
    EXPECT_EQ(closure.total_rows, 1U);
}

TEST(DanglingDrop, RowsThatMayGoAreStoredWithTheirIds) {
    Walk walk{Given{chain()}.root("c").dangling(Dangling::drop)};
    walk.add("c", {{"1", "1"}, {"2", "99"}}).add("d", {{"1"}});
    RowStore store{4, 1'000'000};
    (void)walk.closure(&store);
    const auto stored = [&](const std::string& table) {
        std::size_t bytes = 0;
        store.read(table_id(walk.plan().catalog, table),
                   [&](std::string_view piece) { bytes += piece.size(); });
        return bytes;
    };
    EXPECT_EQ(stored("c"), 2 * (sizeof(RowId) + memory_tuple.size()));
    EXPECT_EQ(stored("d"), memory_tuple.size()) << "it references nothing";
}

TEST(DanglingDrop, AChildStaysWhileOneOfSeveralParentsDoes) {
    Walk walk{Given{CatalogBuilder{}
                        .table("visits", {"id integer", "code text"})
                        .table("prices", {"id integer", "code text", "shop integer"})
                        .table("shops", {"id integer"})
                        .written("price", "visits(code) -> prices(code)")
                        .reference("shop", "prices(shop) -> shops(id)")}
                  .root("visits", false)
                  .dangling(Dangling::drop)};
    walk.add("visits", {{"1", "a"}, {"2", "b"}, {"3", "c"}}).add("shops", {{"5"}});
    walk.add("prices", {{"1", "a", "5"}, {"2", "a", "99"}, {"3", "b", "99"}, {"4", "x", "5"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "visits"), ElementsAre("1"));
    EXPECT_THAT(walk.ids(closure, "prices"), ElementsAre("1"));
    EXPECT_EQ(walk.reference(closure, "price").dangling, 1U) << "visit 3; visit 2 had its parent";
}

TEST(DanglingRules, NullLeavesTheRowWithoutItsReference) {
    Walk walk{Given{chain()}.root("c").dangling(Dangling::null)};
    walk.add("c", {{"1", "1"}, {"2", "99"}, {"3", null}}).add("d", {{"1"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "c"), ElementsAre("1", "2", "3"));
    EXPECT_THAT(walk.nulled(closure, "cd"), ElementsAre("2"));
    EXPECT_EQ(walk.reference(closure, "cd").dangling, 1U);
}

TEST(DanglingRules, NullNeedsAColumnThatMayBeNull) {
    Walk walk{Given{CatalogBuilder{}
                        .table("c", {"id integer", "d integer not null"})
                        .table("d", {"id integer"})
                        .reference("cd", "c(d) -> d(id)")}
                  .root("c")
                  .dangling(Dangling::null)};
    walk.add("c", {{"1", "99"}});
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::not_whole);
    EXPECT_THAT(error.what(), HasSubstr("none of its columns can be NULL instead"));
    EXPECT_THAT(error.hint(), HasSubstr("\"drop\""));
}

TEST(DanglingRules, KeepLeavesARowOfAValidatedReferenceAsItIs) {
    Walk walk{Given{chain()}.root("c").dangling(Dangling::keep)};
    walk.add("c", {{"1", "99"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "c"), ElementsAre("1"));
    EXPECT_THAT(walk.nulled(closure, "cd"), IsEmpty());
    EXPECT_EQ(walk.reference(closure, "cd").dangling, 1U);
    EXPECT_EQ(walk.reference(closure, "cd").up, 1U);
}

TEST(DanglingRules, FailHoldsForAReferenceThatIsNotValidToo) {
    Walk walk{Given{CatalogBuilder{}
                        .table("c", {"id integer", "d integer"})
                        .table("d", {"id integer"})
                        .not_valid("cd", "c(d) -> d(id)")}
                  .root("c")
                  .dangling(Dangling::fail)};
    walk.add("c", {{"1", "99"}});
    EXPECT_EQ(walk.failure().kind(), ErrorKind::not_whole);
}

TEST(CutWhereAbsent, TheReferenceIsNulledWhereItsParentDidNotComeByAnotherWay) {
    Walk walk{Given{users()}.root("orders", false).cut("referrer")};
    walk.add("orders", {{"1", "10"}, {"2", "20"}, {"3", "30"}});
    walk.add("users", {{"10", "20"}, {"20", "77"}, {"30", null}, {"77", null}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "users"), ElementsAre("10", "20", "30"));
    EXPECT_THAT(walk.nulled(closure, "referrer"), ElementsAre("20"));
    EXPECT_EQ(walk.reference(closure, "referrer").up, 0U);
    EXPECT_EQ(walk.reference(closure, "referrer").dangling, 0U);
}

TEST(CutWhereAbsent, SaysNothingAboutDown) {
    Walk walk{Given{users()}.root("users").cut("referrer")};
    walk.add("users", {{"10", "77"}, {"20", "10"}, {"30", "20"}, {"77", null}}).select(0, {"10"});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "users"), ElementsAre("10", "20", "30"));
    EXPECT_THAT(walk.nulled(closure, "referrer"), ElementsAre("10"));
    EXPECT_EQ(walk.reference(closure, "referrer").down, 2U);
}

TEST(CutWhereAbsent, TheServerDecidesWhereTextsMayDiffer) {
    Walk walk{Given{users("numeric")}.root("users", false).cut("referrer")};
    walk.add("users", {{"2.50", null}, {"3", "2.5"}, {"4", "7"}, {"7.0", null}});
    walk.select(0, {"2.50", "3", "4"});
    EXPECT_THAT(walk.nulled(walk.closure(), "referrer"), ElementsAre("4"));
}

TEST(CutWhereAbsent, InAWholeTableOnlyWhatDanglesIsNulled) {
    Walk walk{Given{users()}.rows("users", RowsRule::all).cut("referrer")};
    walk.add("users", {{"1", null}, {"2", "1"}, {"3", "99"}});
    const Closure closure = walk.closure();
    EXPECT_EQ(walk.counts(closure, "users").rows, 3U);
    EXPECT_THAT(walk.nulled(closure, "referrer"), ElementsAre("3"));
}

TEST(CutWhereAbsent, AParentThatIsDroppedIsAbsent) {
    Walk walk{Given{CatalogBuilder{}
                        .table("users", {"id integer", "friend integer", "city integer"})
                        .table("cities", {"id integer"})
                        .reference("friend", "users(friend) -> users(id)")
                        .reference("city", "users(city) -> cities(id)")}
                  .root("users", false)
                  .cut("friend")
                  .dangling(Dangling::drop)};
    walk.add("users", {{"1", "2", "5"}, {"2", "1", "99"}, {"3", "1", "5"}}).add("cities", {{"5"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "users"), ElementsAre("1", "3"));
    EXPECT_THAT(walk.nulled(closure, "friend"), ElementsAre("1"));
}

}  // namespace
}  // namespace subset
