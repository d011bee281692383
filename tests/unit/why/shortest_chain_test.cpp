#include "why/shortest_chain.hpp"

#include "support/remembered_walk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing_support::CatalogBuilder;
using testing_support::diamond;
using testing_support::Given;
using testing_support::null;
using testing_support::RememberedWalk;
using testing_support::Walk;

// Renders each step as "left 10 up bl", with "!" for a chosen row.
std::vector<std::string> chain_to(Walk& walk, const std::string& table, const std::string& first) {
    const RememberedWalk remembered{walk};
    std::vector<std::string> told;
    for (const ChainStep& step :
         find_shortest_chain(remembered.twin(), remembered.row(table, first))) {
        const Catalog& catalog = walk.plan().catalog;
        const std::string by = step.by == BroughtBy::root ? fmt::format("root {}", step.subject)
                               : step.by == BroughtBy::whole
                                   ? "whole"
                                   : fmt::format("{} {}", step.by == BroughtBy::up ? "up" : "down",
                                                 catalog.reference(ReferenceId{step.subject}).name);
        told.push_back(remembered.name(step.row) + (step.chosen ? "! " : " ") + by);
    }
    return told;
}

TEST(ShortestChain, OfARowThatARootNamesIsThatAlone) {
    Walk walk{Given{diamond()}.root("top", false).root("bottom", false)};
    walk.add("bottom", {{"1", null, null}});
    EXPECT_THAT(chain_to(walk, "bottom", "1"), ElementsAre("bottom 1 root 1"));
}

TEST(ShortestChain, GoesUpAlongTheFirstOfEquallyShortWays) {
    Walk walk{Given{diamond()}.root("bottom", false)};
    walk.add("bottom", {{"1", "10", "20"}})
        .add("left", {{"10", "30"}})
        .add("right", {{"20", "30"}})
        .add("top", {{"30"}});
    EXPECT_THAT(chain_to(walk, "top", "30"),
                ElementsAre("bottom 1 root 0", "left 10 up bl", "top 30 up lt"));
}

TEST(ShortestChain, TakesTheShorterOfTwoWays) {
    Walk walk{Given{diamond()}.root("bottom", false).root("right", false)};
    walk.add("bottom", {{"1", "10", null}})
        .add("left", {{"10", "30"}})
        .add("right", {{"20", "30"}})
        .add("top", {{"30"}});
    EXPECT_THAT(chain_to(walk, "top", "30"), ElementsAre("right 20 root 1", "top 30 up rt"));
}

TEST(ShortestChain, GoesDownFromChosenRows) {
    Walk walk{Given{diamond()}.root("top")};
    walk.add("bottom", {{"1", "10", null}, {"2", "11", null}})
        .add("left", {{"10", "30"}, {"11", "31"}})
        .add("top", {{"30"}, {"31"}});
    EXPECT_THAT(chain_to(walk, "bottom", "2"),
                ElementsAre("top 31! root 0", "left 11! down lt", "bottom 2! down bl"));
}

TEST(ShortestChain, GoesDownAndUpAgain) {
    Walk walk{Given{diamond()}.root("left")};
    walk.add("bottom", {{"1", "10", "20"}})
        .add("left", {{"10", null}})
        .add("right", {{"20", "30"}})
        .add("top", {{"30"}});
    EXPECT_THAT(chain_to(walk, "top", "30"), ElementsAre("left 10! root 0", "bottom 1! down bl",
                                                         "right 20 up br", "top 30 up rt"));
}

TEST(ShortestChain, ToAChosenRowIsTheOneThatChoseIt) {
    Walk walk{Given{diamond()}.root("bottom", false).root("left")};
    walk.add("bottom", {{"1", "10", null}}).add("left", {{"10", null}});
    EXPECT_THAT(chain_to(walk, "bottom", "1"), ElementsAre("left 10! root 1", "bottom 1! down bl"));
}

TEST(ShortestChain, ThroughARowThatIsBothMayUseEither) {
    Walk walk{Given{diamond()}.root("top").root("left", false)};
    walk.add("left", {{"10", "30"}}).add("top", {{"30"}}).add("bottom", {{"1", "10", null}});
    // It brings its children only as a chosen row.
    EXPECT_THAT(chain_to(walk, "bottom", "1"),
                ElementsAre("top 30! root 0", "left 10! down lt", "bottom 1! down bl"));
}

TEST(ShortestChain, ARequiredRowBringsChildrenWhereTheReferenceIsFollowedAlways) {
    Walk walk{Given{diamond()}.root("left", false).child("rt", Follow::always)};
    walk.add("left", {{"10", "30"}}).add("top", {{"30"}}).add("right", {{"20", "30"}});
    EXPECT_THAT(chain_to(walk, "right", "20"),
                ElementsAre("left 10 root 0", "top 30 up lt", "right 20 down rt"));
}

TEST(ShortestChain, BeginsAtARowOfAWholeTable) {
    Walk walk{Given{diamond()}.root("top").rows("left", RowsRule::all)};
    walk.select(0, {}).add("left", {{"10", "30"}, {"11", "31"}}).add("top", {{"30"}, {"31"}});
    const std::vector<std::string> chain = chain_to(walk, "top", "31");
    EXPECT_THAT(chain, ElementsAre("left ? whole", "top 31 up lt"));
}

TEST(ShortestChain, FollowsOnlyTheRowsThatARuleTookOfAKeyThatSeveralParentsHave) {
    // Two users have one code, and each brings one note of it.
    Walk walk{Given{CatalogBuilder{}
                        .table("users", {"id integer", "code text"})
                        .table("notes", {"id integer", "code text"})
                        .written("note", "notes(code) -> users(code)")}
                  .root("users")
                  .child("note", Follow::chosen, 1)};
    walk.select(0, {"2"})
        .add("users", {{"1", "a"}, {"2", "a"}})
        .add("notes", {{"7", "a"}, {"8", "a"}});
    EXPECT_THAT(chain_to(walk, "notes", "7"), ElementsAre("users 2! root 0", "notes 7! down note"));
    EXPECT_THAT(chain_to(walk, "users", "1"),
                ElementsAre("users 2! root 0", "notes 7! down note", "users 1 up note"));
}

TEST(ShortestChain, MatchesKeysThatOnlyTheServerCompares) {
    Walk walk{Given{CatalogBuilder{}
                        .table("users", {"name citext"}, {"name"})
                        .table("notes", {"id integer", "author citext"})
                        .reference("author", "notes(author) -> users(name)")}
                  .root("notes", false)};
    walk.add("users", {{"Ann"}, {"Bob"}}).add("notes", {{"1", "ANN"}});
    EXPECT_THAT(chain_to(walk, "users", "Ann"),
                ElementsAre("notes 1 root 0", "users Ann up author"));
}

TEST(ShortestChain, GoesRoundACycleOnce) {
    Walk walk{Given{CatalogBuilder{}
                        .table("users", {"id integer", "boss integer"})
                        .reference("boss", "users(boss) -> users(id)")}
                  .root("users", false)};
    walk.select(0, {"1"}).add("users", {{"1", "2"}, {"2", "3"}, {"3", "1"}});
    EXPECT_THAT(chain_to(walk, "users", "3"),
                ElementsAre("users 1 root 0", "users 2 up boss", "users 3 up boss"));
}

}  // namespace
}  // namespace subset
