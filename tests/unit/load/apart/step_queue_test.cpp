#include "load/apart/step_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;

TargetStep step(std::uint32_t id, std::vector<std::uint32_t> waits_for,
                std::vector<Oid> tables = {}, bool shared = false) {
    TargetStep made;
    made.id = StepId{id};
    for (const std::uint32_t earlier : waits_for) {
        made.waits_for.push_back(StepId{earlier});
    }
    made.locks = {std::move(tables), shared};
    return made;
}

const auto no_stream = [](const TargetStep&) { return false; };

// Returns the ids of all steps that can be taken at once, while none is done.
std::vector<std::uint32_t> take_all(StepQueue& queue, std::size_t count) {
    std::vector<std::uint32_t> ids;
    for (std::size_t i = 0; i < count; ++i) {
        ids.push_back(static_cast<std::uint32_t>(queue.take()->id));
    }
    return ids;
}

TEST(StepQueue, GivesStepsOutInTheirOrder) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}), step(1, {}), step(2, {})};
    StepQueue queue{steps, no_stream, 1};
    EXPECT_THAT(take_all(queue, 3), ElementsAre(0, 1, 2));
    EXPECT_EQ(queue.take(), nullptr);
}

TEST(StepQueue, AStepComesWhenAllThatItWaitsForIsDone) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}), step(1, {}), step(2, {0, 1, 1}),
                                                step(3, {0})};
    StepQueue queue{steps, no_stream, 1};
    EXPECT_THAT(take_all(queue, 2), ElementsAre(0, 1));
    queue.done(steps[StepId{0}]);
    EXPECT_THAT(take_all(queue, 1), ElementsAre(3));
    queue.done(steps[StepId{1}]);
    EXPECT_THAT(take_all(queue, 1), ElementsAre(2));
}

TEST(StepQueue, WhoLocksATableHasItAlone) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}, {7, 8}), step(1, {}, {8}),
                                                step(2, {}, {9})};
    StepQueue queue{steps, no_stream, 1};
    EXPECT_THAT(take_all(queue, 2), ElementsAre(0, 2));
    queue.done(steps[StepId{0}]);
    EXPECT_THAT(take_all(queue, 1), ElementsAre(1));
}

TEST(StepQueue, SomeShareATable) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}, {7}, true), step(1, {}, {7}),
                                                step(2, {}, {7}, true), step(3, {}, {8})};
    StepQueue queue{steps, no_stream, 1};
    EXPECT_THAT(take_all(queue, 3), ElementsAre(0, 2, 3));
    queue.done(steps[StepId{0}]);
    queue.done(steps[StepId{2}]);
    EXPECT_THAT(take_all(queue, 1), ElementsAre(1));
}

TEST(StepQueue, AsManyStreamAsThereAreReaders) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}), step(1, {}), step(2, {})};
    StepQueue queue{steps, [](const TargetStep& each) { return each.id != StepId{2}; }, 1};
    EXPECT_THAT(take_all(queue, 2), ElementsAre(0, 2));
    queue.done(steps[StepId{0}]);
    EXPECT_THAT(take_all(queue, 1), ElementsAre(1));
}

TEST(StepQueue, StoppedItGivesNothing) {
    const IdVector<StepId, TargetStep> steps = {step(0, {}), step(1, {0})};
    StepQueue queue{steps, no_stream, 1};
    (void)queue.take();
    std::thread waiting{[&] { EXPECT_EQ(queue.take(), nullptr); }};
    queue.stop();
    waiting.join();
}

TEST(StepQueue, SeveralThreadsDoEachStepOnceAndNoneTooSoon) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    constexpr std::uint32_t count = 400;
    IdVector<StepId, TargetStep> steps;
    for (std::uint32_t id = 0; id < count; ++id) {
        std::vector<std::uint32_t> before;
        for (std::uint32_t i = 0; id > 0 && i < random() % 4; ++i) {
            before.push_back(static_cast<std::uint32_t>(random() % id));
        }
        steps.push_back(step(id, before, {static_cast<Oid>(random() % 5)}, random() % 2 == 0));
    }
    StepQueue queue{steps, [](const TargetStep& each) { return index_of(each.id) % 7 == 0; }, 2};
    std::vector<std::atomic<bool>> done(count);
    std::vector<std::atomic<int>> on_table(5);
    std::atomic<int> streaming{0};
    std::atomic<int> faults{0};
    const auto work = [&] {
        while (const TargetStep* const each = queue.take()) {
            for (const StepId earlier : each->waits_for) {
                faults += done[index_of(earlier)] ? 0 : 1;
            }
            const bool streams = index_of(each->id) % 7 == 0;
            faults += streams && ++streaming > 2 ? 1 : 0;
            std::atomic<int>& users = on_table[each->locks.tables.front()];
            const int before = each->locks.shared ? users++ : users.exchange(1000);
            faults += each->locks.shared ? (before >= 1000 ? 1 : 0) : (before != 0 ? 1 : 0);
            std::this_thread::yield();
            each->locks.shared ? static_cast<void>(--users) : static_cast<void>(users = 0);
            streaming -= streams ? 1 : 0;
            faults += done[index_of(each->id)].exchange(true) ? 1 : 0;
            queue.done(*each);
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(work);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(faults, 0);
    for (std::uint32_t id = 0; id < count; ++id) {
        EXPECT_TRUE(done[id]) << id;
    }
}

}  // namespace
}  // namespace subset
