#include "closure/closure.hpp"
#include "support/closure_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing_support::diamond;
using testing_support::Given;
using testing_support::Value;
using testing_support::Walk;

class LastProgress final : public Observer {
public:
    void progress(const Progress& progress) override { rows = progress.rows; }
    std::uint64_t rows = 0;
};

TEST(ClosureProgress, TheLastProgressIsOfAllRows) {
    Walk walk{Given{diamond()}.root("bottom", false)};
    walk.add("bottom", {{"1", "10", "20"}}).add("left", {{"10", "30"}});
    walk.add("right", {{"20", "30"}}).add("top", {{"30"}});
    LastProgress observer;
    EXPECT_EQ(walk.closure(observer).total_rows, 4U);
    EXPECT_EQ(observer.rows, 4U);
}

class Onlooker final : public Observer {
public:
    [[nodiscard]] bool watched() const override { return true; }
    void progress(const Progress& progress) override {
        told.push_back({progress.rows, progress.of_rows, progress.about});
    }
    struct Told {
        std::uint64_t rows;
        std::uint64_t of_rows;
        bool about;
    };
    std::vector<Told> told;
};

// Adds so many rows that the walk tells its progress several times.
void add_many(Walk& walk, int rows) {
    std::vector<std::vector<Value>> values;
    for (int row = 0; row < rows; ++row) {
        values.push_back({std::to_string(row), std::nullopt, std::nullopt});
    }
    walk.add("bottom", values);
}

TEST(ClosureProgress, WhoLooksOnIsToldOfHowManyRows) {
    for (const std::uint64_t estimate : {100'000U, 1'000U}) {
        Walk walk{Given{diamond()}.size(estimate).root("bottom", false)};
        add_many(walk, 50'000);
        walk.source().set_estimate(estimate);
        Onlooker observer;
        (void)walk.closure(observer);
        EXPECT_EQ(walk.source().statistics_read, 1U);
        ASSERT_GT(observer.told.size(), 1U);
        const Onlooker::Told& first = observer.told.front();
        // An estimate that proved too small is not told any more.
        const bool holds = estimate == 100'000U;
        EXPECT_EQ(first.of_rows >= estimate, holds);
        EXPECT_EQ(first.of_rows > 0, holds);
        EXPECT_EQ(first.about, holds);
    }
}

TEST(ClosureProgress, NobodyIsAskedForAnEstimateThatNobodySees) {
    Walk walk{Given{diamond()}.root("bottom", false)};
    add_many(walk, 1);
    (void)walk.closure();
    EXPECT_EQ(walk.source().statistics_read, 0U);
}

TEST(ClosureProgress, ACancellationEndsIt) {
    Walk walk{Given{diamond()}.root("top")};
    walk.add("top", {{"30"}});
    Observer silent;
    Cancellation cancellation;
    cancellation.request();
    EXPECT_THROW((void)compute_closure(walk.plan(), {}, walk.source(), nullptr, nullptr, silent,
                                       cancellation),
                 Error);
}

}  // namespace
}  // namespace subset
