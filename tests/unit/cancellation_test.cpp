#include "subset/cancellation.hpp"

#include "subset/error.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace subset {
namespace {

TEST(Cancellation, CheckThrowsOnlyOnceRequested) {
    Cancellation cancellation;
    EXPECT_NO_THROW(cancellation.check());
    cancellation.request();
    try {
        cancellation.check();
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    }
}

TEST(Cancellation, EachRequestCallsEveryActionAgain) {
    Cancellation cancellation;
    int first = 0;
    int second = 0;
    const auto one = cancellation.on_request([&first] { ++first; });
    const auto two = cancellation.on_request([&second] { ++second; });
    cancellation.request();
    cancellation.request();
    EXPECT_EQ(first, 2);
    EXPECT_EQ(second, 2);
}

TEST(Cancellation, AnActionThatComesLateIsCalledAtOnce) {
    Cancellation cancellation;
    cancellation.request();
    int calls = 0;
    const auto registration = cancellation.on_request([&calls] { ++calls; });
    EXPECT_EQ(calls, 1);
}

TEST(Cancellation, AnActionIsForgottenWithItsRegistration) {
    Cancellation cancellation;
    int calls = 0;
    {
        const auto registration = cancellation.on_request([&calls] { ++calls; });
    }
    cancellation.request();
    EXPECT_EQ(calls, 0);
}

TEST(Cancellation, ARegistrationMayBeMoved) {
    Cancellation cancellation;
    int old_calls = 0;
    int calls = 0;
    auto kept = cancellation.on_request([&old_calls] { ++old_calls; });
    auto moved = cancellation.on_request([&calls] { ++calls; });
    kept = std::move(moved);  // what it held before is forgotten
    cancellation.request();
    EXPECT_EQ(old_calls, 0);
    EXPECT_EQ(calls, 1);
    kept = {};
    cancellation.request();
    EXPECT_EQ(calls, 1);
}

TEST(Cancellation, AnActionThatThrowsDoesNotKeepTheOthersFromBeingCalled) {
    Cancellation cancellation;
    int calls = 0;
    const auto bad = cancellation.on_request([] { throw std::runtime_error{"broken"}; });
    const auto good = cancellation.on_request([&calls] { ++calls; });
    cancellation.request();
    EXPECT_EQ(calls, 1);
}

TEST(Cancellation, ForgettingAnActionWaitsUntilItIsNoLongerRunning) {
    Cancellation cancellation;
    std::atomic<bool> entered{false};
    std::atomic<bool> left{false};
    std::optional registration{cancellation.on_request([&] {
        entered = true;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        left = true;
    })};
    std::thread requester{[&cancellation] { cancellation.request(); }};
    while (!entered) {
        std::this_thread::yield();
    }
    registration.reset();
    EXPECT_TRUE(left);
    requester.join();
}

}  // namespace
}  // namespace subset
