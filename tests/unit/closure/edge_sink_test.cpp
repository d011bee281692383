#include "closure/closure.hpp"
#include "support/closure_walk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::UnorderedElementsAre;
using testing_support::diamond;
using testing_support::Given;
using testing_support::null;
using testing_support::Walk;

// This sink puts together every (row, reference, row), by name, from the two calls, as `why` would.
class PairSink : public EdgeSink {
public:
    explicit PairSink(const Plan& plan) : plan_{plan} {}
    void has_key(ParentKeyId key, RowId row, const Key& value) override {
        holders_[{key, value.integer}] = row;
    }
    void refers(ReferenceId reference, RowId child, const Key& value, bool down) override {
        edges_.push_back({reference, child, value.integer, down});
    }
    [[nodiscard]] std::vector<std::string> pairs(bool down) const {
        std::vector<std::string> told;
        for (const Edge& edge : edges_) {
            const auto found =
                holders_.find({plan_.reference(edge.reference).parent_key, edge.key});
            if (edge.down == down && found != holders_.end()) {
                told.push_back(fmt::format("{} {}-{}", plan_.catalog.reference(edge.reference).name,
                                           row_number(edge.child), row_number(found->second)));
            }
        }
        return told;
    }

private:
    struct Edge {
        ReferenceId reference;
        RowId child;
        std::int64_t key;
        bool down;
    };
    static std::uint64_t row_number(RowId id) { return static_cast<std::uint64_t>(id) >> 16; }

    const Plan& plan_;
    std::map<std::pair<ParentKeyId, std::int64_t>, RowId> holders_;
    std::vector<Edge> edges_;
};

TEST(EdgeSink, HearsOfEveryPairThoseOfKnownRowsToo) {
    Walk walk{Given{diamond()}.root("left").root("right")};
    walk.add("left", {{"10", "30"}, {"11", "30"}})
        .add("right", {{"20", "30"}})
        .add("top", {{"30"}});
    walk.add("bottom", {{"1", "10", "20"}, {"2", "11", null}});
    PairSink pairs{walk.plan()};
    (void)walk.closure(nullptr, &pairs);
    EXPECT_THAT(pairs.pairs(false),
                UnorderedElementsAre("lt 0-0", "lt 1-0", "rt 0-0", "bl 0-0", "bl 1-1", "br 0-0"));
    EXPECT_THAT(pairs.pairs(true), UnorderedElementsAre("bl 0-0", "bl 1-1", "br 0-0"));
}

// This sink keeps what the walk began with, by name.
class BeginningSink : public EdgeSink {
public:
    explicit BeginningSink(const Plan& plan) : plan_{plan} {}
    void arrives(TableId table, RowId row, bool chosen) override {
        rows.push_back(fmt::format("{} {} {}", plan_.catalog.table(table).name.name,
                                   static_cast<std::uint64_t>(row) >> 16,
                                   chosen ? "chosen" : "required"));
    }
    void names(std::uint32_t root, RowId row) override {
        named.push_back(fmt::format("{} {}", root, static_cast<std::uint64_t>(row) >> 16));
    }
    void whole_refers(ReferenceId reference, const Key& value) override {
        whole.push_back(
            fmt::format("{} {}", plan_.catalog.reference(reference).name, value.integer));
    }
    void has_key(ParentKeyId, RowId, const Key&) override {}
    void refers(ReferenceId, RowId, const Key&, bool) override {}

    std::vector<std::string> rows;
    std::vector<std::string> named;
    std::vector<std::string> whole;

private:
    const Plan& plan_;
};

TEST(EdgeSink, HearsWhatRootsNameAndWhatATableThatStreamsRefersTo) {
    Walk walk{Given{diamond()}.root("left").root("left", false).rows("right", RowsRule::all)};
    walk.add("left", {{"10", null}, {"11", "30"}, {"12", null}})
        .add("right", {{"20", "31"}, {"21", "31"}})
        .add("top", {{"30"}, {"31"}, {"32"}})
        .add("bottom", {{"1", "10", "20"}});
    walk.select(0, {"10"}).select(1, {"10", "11"});
    BeginningSink sink{walk.plan()};
    (void)walk.closure(nullptr, &sink);
    EXPECT_THAT(sink.named, UnorderedElementsAre("0 0", "1 0", "1 1"));
    EXPECT_THAT(sink.whole, UnorderedElementsAre("rt 31"));
    EXPECT_THAT(sink.rows,
                UnorderedElementsAre("left 0 chosen", "bottom 0 chosen", "left 1 required",
                                     "top 0 required", "top 1 required"));
}

}  // namespace
}  // namespace subset
