#include "why/untaken_step.hpp"

#include "support/remembered_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::diamond;
using testing_support::Given;
using testing_support::null;
using testing_support::RememberedWalk;
using testing_support::Walk;

// Adds rows: left 10 and 11 refer to top 30, and so does right 20; bottom 1 refers to left 10.
Walk& fill(Walk& walk) {
    return walk.add("top", {{"30"}})
        .add("left", {{"10", "30"}, {"11", "30"}})
        .add("right", {{"20", "30"}})
        .add("bottom", {{"1", "10", null}});
}

// Holds the step between two rows of a walk, and asks what is said of it.
struct Asked {
    RememberedWalk remembered;
    UntakenStep step;

    Asked(Walk& walk, const std::string& reference, bool down, const RowOf& from, const RowOf& to)
        : remembered{fill(walk)}, step{from, to, remembered.reference(reference), down, {}} {
        EXPECT_TRUE(remembered.twin().has(from)) << remembered.name(from);
        EXPECT_FALSE(remembered.twin().has(to)) << remembered.name(to);
        step.why = find_why_untaken(remembered.twin(), step);
    }
    [[nodiscard]] Advice advice(bool condition_holds = true) const {
        ChainLink link;
        link.table = "public.top";
        link.row = "id = 30";
        return explain_untaken(remembered.twin(), step, link, condition_holds);
    }
};

constexpr TableId table_of(std::uint32_t number) { return TableId{number}; }

// By name, the tables of the diamond are bottom, left, right, top.
RowOf row(std::uint32_t table, std::uint32_t number) {
    return {table_of(table), make_row_id(0, number, 1)};
}
const RowOf bottom_1 = row(0, 0);
const RowOf left_10 = row(1, 0);
const RowOf left_11 = row(1, 1);
const RowOf top_30 = row(3, 0);

TEST(UntakenStep, UpIsACut) {
    Walk walk{Given{diamond()}.root("left", false).cut("lt")};
    const Asked asked{walk, "lt", false, left_10, top_30};
    EXPECT_EQ(asked.step.why, WhyUntaken::cut);
    EXPECT_EQ(asked.advice().reason, "[[cut]] keeps lt from being followed up");
    EXPECT_THAT(asked.advice().hint, HasSubstr("Without that entry"));
}

TEST(UntakenStep, UpToATableThatStaysEmptyIsItsRule) {
    Walk walk{Given{diamond()}.root("left", false).rows("top", RowsRule::none)};
    const Asked asked{walk, "lt", false, left_10, top_30};
    EXPECT_EQ(asked.step.why, WhyUntaken::cut);
    EXPECT_EQ(asked.advice().reason, "[[table]] rows = \"none\" keeps lt from being followed up");
}

TEST(UntakenStep, DownFromAChosenRowIsAnEntryThatSaysNever) {
    Walk walk{Given{diamond()}.root("top").child("lt", Follow::never)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.step.why, WhyUntaken::never);
    EXPECT_EQ(asked.advice().reason, "[[child]] says follow = \"never\"");
}

TEST(UntakenStep, DownFromAChosenRowMayBeTheLimit) {
    Walk walk{Given{diamond()}.root("top").child("lt", Follow::chosen, 1)};
    const Asked asked{walk, "lt", true, top_30, left_11};
    EXPECT_EQ(asked.step.why, WhyUntaken::rule);
    EXPECT_EQ(asked.advice().reason, "limit = 1 of [[child]] takes other rows");
    EXPECT_EQ(asked.advice().hint, "A higher limit, or another order_by, would take the row.");
}

TEST(UntakenStep, DownFromAChosenRowMayBeTheCondition) {
    Walk walk{Given{diamond()}.root("top").child("lt", Follow::chosen, {}, "c.id = '10'")};
    const Asked asked{walk, "lt", true, top_30, left_11};
    EXPECT_EQ(asked.step.why, WhyUntaken::rule);
    EXPECT_EQ(asked.advice().reason, "where of [[child]] does not hold");
}

TEST(UntakenStep, OfConditionAndLimitItIsTheOneThatTheServerSays) {
    Walk walk{Given{diamond()}.root("top").child("lt", Follow::chosen, 1, "p.id = '30'")};
    const Asked asked{walk, "lt", true, top_30, left_11};
    EXPECT_EQ(asked.advice(true).reason, "limit = 1 of [[child]] takes other rows");
    EXPECT_EQ(asked.advice(false).reason, "where of [[child]] does not hold");
}

TEST(UntakenStep, DownFromARequiredRowOfARootIsTheRoot) {
    Walk walk{Given{diamond()}.root("top", false)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.step.why, WhyUntaken::required);
    EXPECT_EQ(asked.advice().reason,
              "public.top id = 30 is there by [[root]] (twin.toml:2) without children = true");
    EXPECT_EQ(asked.advice().hint,
              "children = true there would have its rows bring their children; [[child]] table = "
              "\"left\", parent = \"top\", follow = \"always\" would have every row of public.top "
              "bring its children.");
}

TEST(UntakenStep, DownFromARowThatIsReferencedIsThat) {
    Walk walk{Given{diamond()}.root("right", false)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.step.why, WhyUntaken::required);
    EXPECT_EQ(asked.advice().reason,
              "public.top id = 30 is there only because something references it, and such rows "
              "bring no children");
}

TEST(UntakenStep, DownFromARowOfAWholeTableIsTheTable) {
    Walk walk{Given{diamond()}.root("right", false).rows("top", RowsRule::all)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.step.why, WhyUntaken::whole);
    EXPECT_EQ(
        asked.advice().reason,
        "public.top id = 30 is there because its whole table is, by [[table]] rows = \"all\", "
        "and such rows bring no children");
}

TEST(UntakenStep, ARootThatNamesARowOfAWholeTableGoesBeforeThat) {
    Walk walk{Given{diamond()}.root("top", false).rows("top", RowsRule::all)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.step.why, WhyUntaken::required);
    EXPECT_THAT(asked.advice().reason, HasSubstr("[[root]] (twin.toml:2) without children"));
}

TEST(UntakenStep, TheEntryThatIsThereWouldSayAlways) {
    Walk walk{Given{diamond()}.root("right", false).child("lt", Follow::chosen, 5)};
    const Asked asked{walk, "lt", true, top_30, left_10};
    EXPECT_EQ(asked.advice().hint,
              "follow = \"always\" in [[child]] would have every row of public.top bring its "
              "children.");
}

TEST(UntakenStep, WithFollowAlwaysARequiredRowIsHeldBackByTheRuleAlone) {
    Walk walk{Given{diamond()}.root("left", false).child("bl", Follow::always, 0)};
    const Asked asked{walk, "bl", true, left_10, bottom_1};
    EXPECT_EQ(asked.step.why, WhyUntaken::rule);
}

}  // namespace
}  // namespace subset
