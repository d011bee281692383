#include "subset/closure.hpp"
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

// Every (row, reference, row) by name, put together from the two calls as `why` would.
class PairSink : public EdgeSink {
public:
    explicit PairSink(const Plan& plan) : plan_{plan} {}
    void has_key(ParentKeyId key, RowId row, const EncodedKey& value) override {
        holders_[{key, value.integer}] = row;
    }
    void refers(ReferenceId reference, RowId child, const EncodedKey& value, bool down) override {
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

}  // namespace
}  // namespace subset
