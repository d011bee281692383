#include "why/edge_log.hpp"

#include "support/closure_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing_support::CatalogBuilder;
using testing_support::diamond;
using testing_support::Given;
using testing_support::MemorySource;
using testing_support::reference_id;
using testing_support::table_id;

RowId row(std::uint32_t number) { return make_row_id(0, number, 1); }

Key integer(std::int64_t key) { return Key{key}; }

// Lists key and row, or parent row and child row, by the numbers above.
std::vector<std::pair<std::int64_t, std::uint32_t>> pairs_of(std::span<const KeyUse> uses) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> pairs;
    for (const KeyUse& use : uses) {
        pairs.emplace_back(use.key, block_of(use.row));
    }
    return pairs;
}
std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_of(std::span<const SelectedPair> all) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const SelectedPair& each : all) {
        pairs.emplace_back(block_of(each.parent), block_of(each.child));
    }
    return pairs;
}

// Holds a log of a walk over the diamond that never was, so that the test decides in which order it
// hears things.
struct Heard {
    Plan plan = Given{diamond()}.root("top").root("left").plan();
    MemorySource source{plan};
    EdgeLog log{plan};
    TableId left = table_id(plan.catalog, "left");
    ReferenceId lt = reference_id(plan.catalog, "lt");
    ReferenceId bl = reference_id(plan.catalog, "bl");
    ParentKeyId top_key = plan.reference(lt).parent_key;
};

TEST(EdgeLog, KeepsRowsOnceInOrderByTableAndMark) {
    Heard heard;
    heard.log.arrives(heard.left, row(5), true);
    heard.log.arrives(heard.left, row(3), true);
    heard.log.arrives(heard.left, row(5), true);
    heard.log.arrives(heard.left, row(4), false);
    heard.log.finish(heard.source);
    EXPECT_THAT(heard.log.rows(heard.left, true), ElementsAre(row(3), row(5)));
    EXPECT_THAT(heard.log.rows(heard.left, false), ElementsAre(row(4)));
    EXPECT_THAT(heard.log.rows(table_id(heard.plan.catalog, "top"), true), IsEmpty());
}

TEST(EdgeLog, KeepsWhatEachRootNames) {
    Heard heard;
    heard.log.names(1, row(9));
    heard.log.names(1, row(2));
    heard.log.names(1, row(9));
    heard.log.names(0, row(4));
    heard.log.finish(heard.source);
    EXPECT_THAT(heard.log.named(0), ElementsAre(row(4)));
    EXPECT_THAT(heard.log.named(1), ElementsAre(row(2), row(9)));
}

TEST(EdgeLog, FindsHoldersByKeyAndKeysByRow) {
    Heard heard;
    heard.log.has_key(heard.top_key, row(7), integer(30));
    heard.log.has_key(heard.top_key, row(2), integer(31));
    heard.log.has_key(heard.top_key, row(1), integer(30));
    heard.log.has_key(heard.top_key, row(7), integer(30));
    heard.log.has_key(heard.top_key, row(7), integer(-5));
    heard.log.finish(heard.source);
    EXPECT_THAT(pairs_of(heard.log.holders(heard.top_key, 30)),
                ElementsAre(Pair(30, 1), Pair(30, 7)));
    EXPECT_THAT(heard.log.holders(heard.top_key, 32), IsEmpty());
    EXPECT_THAT(pairs_of(heard.log.keys_of(heard.top_key, row(7))),
                ElementsAre(Pair(-5, 7), Pair(30, 7)));
    EXPECT_THAT(heard.log.keys_of(heard.top_key, row(3)), IsEmpty());
}

TEST(EdgeLog, KeepsWhatGoesUpByRowAndWhatComesDownByKey) {
    Heard heard;
    heard.log.refers(heard.lt, row(8), integer(30), false);
    heard.log.refers(heard.lt, row(6), integer(31), false);
    heard.log.refers(heard.lt, row(8), integer(30), false);
    heard.log.refers(heard.lt, row(6), integer(30), true);
    heard.log.refers(heard.lt, row(4), integer(31), true);
    heard.log.refers(heard.lt, row(5), integer(30), true);
    heard.log.finish(heard.source);
    EXPECT_THAT(pairs_of(heard.log.referring(heard.lt)), ElementsAre(Pair(31, 6), Pair(30, 8)));
    EXPECT_THAT(pairs_of(heard.log.references_of(heard.lt, row(6))), ElementsAre(Pair(31, 6)));
    EXPECT_THAT(heard.log.references_of(heard.lt, row(4)), IsEmpty());
    EXPECT_THAT(pairs_of(heard.log.selected(heard.lt)),
                ElementsAre(Pair(30, 5), Pair(30, 6), Pair(31, 4)));
    EXPECT_THAT(pairs_of(heard.log.selected_by(heard.lt, 30)),
                ElementsAre(Pair(30, 5), Pair(30, 6)));
    EXPECT_THAT(heard.log.selected(heard.bl), IsEmpty());
}

TEST(EdgeLog, KeepsTheRowsThatARuleTookForEachParentRow) {
    Heard heard;
    heard.log.selected_for(heard.lt, row(3), row(20));
    heard.log.selected_for(heard.lt, row(2), row(20));
    heard.log.selected_for(heard.lt, row(2), row(10));
    heard.log.selected_for(heard.lt, row(2), row(20));
    heard.log.finish(heard.source);
    EXPECT_THAT(pairs_of(heard.log.selected_for(heard.lt, row(20))),
                ElementsAre(Pair(20, 2), Pair(20, 3)));
    EXPECT_THAT(pairs_of(heard.log.selected_pairs(heard.lt)),
                ElementsAre(Pair(10, 2), Pair(20, 2), Pair(20, 3)));
    EXPECT_THAT(heard.log.selected_for(heard.lt, row(11)), IsEmpty());
}

TEST(EdgeLog, KeepsTheKeysOfATableThatStreams) {
    Heard heard;
    heard.log.whole_refers(heard.lt, integer(31));
    heard.log.whole_refers(heard.lt, integer(30));
    heard.log.whole_refers(heard.lt, integer(31));
    heard.log.finish(heard.source);
    EXPECT_THAT(heard.log.whole_keys(heard.lt), ElementsAre(30, 31));
    EXPECT_THAT(heard.log.whole_keys(heard.bl), IsEmpty());
}

// Plans for notes that reference users by a key of that type.
Plan named_by(const std::string& type) {
    return Given{CatalogBuilder{}
                     .table("users", {"id integer", "name " + type}, {"name"})
                     .table("notes", {"id integer", "author " + type})
                     .reference("author", "notes(author) -> users(name)")}
        .root("notes", false)
        .plan();
}

TEST(EdgeLog, NumbersKeysThatAreNoIntegersAlikeOnBothEnds) {
    const Plan plan = named_by("text");
    const ReferenceId author = reference_id(plan.catalog, "author");
    const ParentKeyId name = plan.reference(author).parent_key;
    MemorySource source{plan};
    EdgeLog log{plan};
    log.refers(author, row(1), Key{"ann"}, false);
    log.refers(author, row(2), Key{"bob"}, false);
    log.has_key(name, row(5), Key{"bob"});
    log.has_key(name, row(6), Key{"ann"});
    log.finish(source);
    const auto key = log.references_of(author, row(2));
    ASSERT_EQ(key.size(), 1U);
    const auto holders = log.holders(name, key[0].key);
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_EQ(holders[0].row, row(5));
    EXPECT_EQ(log.keys(name).size(), 2U);
    EXPECT_EQ(source.queries(), 0U);
}

TEST(EdgeLog, AsksTheServerWhichRowsHaveAKeyThatOnlyItCompares) {
    const Plan plan = named_by("citext");
    const ReferenceId author = reference_id(plan.catalog, "author");
    const ParentKeyId name = plan.reference(author).parent_key;
    MemorySource source{plan};
    source.add("users", {"1", "Bob"});
    const RowId ann = source.add("users", {"2", "Ann"});
    std::string scratch;
    EdgeLog log{plan};
    const std::string encoded{encode_key(std::vector<KeyPart>{KeyPart{"ANN"}}, scratch).value()};
    log.refers(author, row(1), Key{encoded}, false);
    log.finish(source);
    const auto key = log.references_of(author, row(1));
    ASSERT_EQ(key.size(), 1U);
    const auto holders = log.holders(name, key[0].key);
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_EQ(holders[0].row, ann);
    EXPECT_EQ(source.queries(), 1U);
}

}  // namespace
}  // namespace subset
