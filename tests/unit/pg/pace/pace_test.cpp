#include "pg/pace/pace.hpp"

#include "subset/error.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace subset::pg {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A clock that stands still but for what is slept.
class HeldClock {
public:
    [[nodiscard]] Pace::Time time() {
        return {[this] { return now; },
                [this](Pace::Clock::duration slept) {
                    now += slept;
                    sleeps.push_back(slept);
                    if (cancelled != nullptr) {
                        cancelled->request();
                    }
                }};
    }

    Pace::Clock::time_point now{seconds{1000}};
    std::vector<Pace::Clock::duration> sleeps;
    Cancellation* cancelled = nullptr;  // with the first sleep
};

milliseconds waited(HeldClock& clock, Pace& pace) {
    const Cancellation cancellation;
    const auto before = clock.now;
    (void)pace.wait_turn(cancellation);
    return std::chrono::duration_cast<milliseconds>(clock.now - before);
}

TEST(Pace, AStatementWaitsUntilWhatCameHasHadItsTime) {
    HeldClock clock;
    Pace pace{1000, clock.time()};
    EXPECT_EQ(waited(clock, pace), milliseconds{0}) << "nothing has come";
    pace.charge(clock.now, 2500);
    EXPECT_EQ(waited(clock, pace), milliseconds{2500});
    EXPECT_EQ(waited(clock, pace), milliseconds{0});
}

TEST(Pace, TheTimeThatAStatementTookCounts) {
    HeldClock clock;
    Pace pace{1000, clock.time()};
    const Cancellation cancellation;
    const auto begun = pace.wait_turn(cancellation);
    clock.now += milliseconds{400};
    pace.charge(begun, 1000);
    EXPECT_EQ(waited(clock, pace), milliseconds{600});
    const auto slow = pace.wait_turn(cancellation);
    clock.now += seconds{30};
    pace.charge(slow, 1000);
    EXPECT_EQ(waited(clock, pace), milliseconds{0});
}

TEST(Pace, ATimeInWhichNothingWasAskedForIsNotSaved) {
    HeldClock clock;
    Pace pace{1000, clock.time()};
    const Cancellation cancellation;
    clock.now += seconds{3600};
    pace.charge(pace.wait_turn(cancellation), 1000);
    EXPECT_EQ(waited(clock, pace), milliseconds{1000});
}

TEST(Pace, ConnectionsThatAskSideBySideShareIt) {
    HeldClock clock;
    Pace pace{1000, clock.time()};
    const Cancellation cancellation;
    const auto one = pace.wait_turn(cancellation);
    const auto other = pace.wait_turn(cancellation);
    pace.charge(one, 1000);
    pace.charge(other, 1000);
    EXPECT_EQ(waited(clock, pace), milliseconds{2000});
}

TEST(Pace, ACancellationEndsAWaitAtOnce) {
    HeldClock clock;
    Pace pace{1, clock.time()};
    Cancellation cancellation;
    clock.cancelled = &cancellation;
    pace.charge(clock.now, 1'000'000);
    try {
        (void)pace.wait_turn(cancellation);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    }
    ASSERT_EQ(clock.sleeps.size(), 1U) << "of eleven days it slept but once";
    EXPECT_LE(clock.sleeps.front(), milliseconds{100});
}

TEST(Pace, CountsWhatHasCome) {
    HeldClock clock;
    Pace pace{1000, clock.time()};
    pace.charge(clock.now, 300);
    pace.charge(clock.now, 0);
    pace.charge(clock.now, 700);
    (void)waited(clock, pace);
    const PaceUse use = pace.use();
    EXPECT_EQ(use.bytes, 1000U);
    EXPECT_EQ(use.statements, 2U) << "one brought nothing";
    EXPECT_EQ(use.longest_bytes, 700U);
    EXPECT_NEAR(use.waited_seconds, 1, 0.001);
}

TEST(Pace, APartIsWhatATenthOfASecondMayBring) {
    EXPECT_EQ(Pace{20'000'000}.part_bytes(), 2'000'000U);
    EXPECT_EQ(Pace{3}.part_bytes(), 1U);
    EXPECT_EQ(Pace{1'000'000'000'000}.part_bytes(), 16U << 20U) << "no more than is kept in memory";
}

TEST(PartSize, BeginsSmallAndGrowsByTheWidestRowSeen) {
    PartSize size{1'000'000};
    EXPECT_EQ(size.rows(), 15U) << "rows of 64 kB would fit";
    size.learn(15, 100);
    EXPECT_EQ(size.rows(), 120U) << "eight times as many";
    size.learn(120, 100);
    size.learn(960, 100);
    size.learn(7680, 100);
    EXPECT_EQ(size.rows(), 8928U) << "as many as fit, with an eighth to spare";
}

TEST(PartSize, AWideRowMakesThoseThatFollowSmallForAWhile) {
    PartSize size{1'000'000};
    size.learn(15, 2'000'000);
    EXPECT_EQ(size.rows(), 1U) << "a row is not divided";
    std::uint64_t parts = 0;
    for (; size.rows() < 8928 && parts < 100; ++parts) {
        size.learn(size.rows(), 100);
    }
    EXPECT_GE(parts, 5U);
    EXPECT_LE(parts, 20U);
}

TEST(PartSize, RowsOfNothingAreNotAskedForWithoutEnd) {
    PartSize size{std::uint64_t{1} << 24};
    for (int part = 0; part < 50; ++part) {
        size.learn(size.rows(), 2);
    }
    EXPECT_LE(size.rows(), 1'000'000U);
    size.learn(0, 0);
    EXPECT_GT(size.rows(), 0U);
}

}  // namespace
}  // namespace subset::pg
