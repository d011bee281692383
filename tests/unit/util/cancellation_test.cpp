#include "subset/cancellation.hpp"

#include "subset/error.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace subset {
namespace {

using namespace std::chrono_literals;

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

TEST(Cancellation, ComesByItselfWhenItsTimeIsThere) {
    Cancellation cancellation;
    cancellation.request_at(Cancellation::Clock::now() + 1h);
    EXPECT_FALSE(cancellation.requested());
    cancellation.request_at(Cancellation::Clock::now());
    EXPECT_TRUE(cancellation.requested());
    // The earliest time counts.
    cancellation.request_at(Cancellation::Clock::now() + 1h);
    EXPECT_TRUE(cancellation.requested());
}

TEST(Cancellation, IsRequestedWithItsParentAndNotTheOtherWayRound) {
    Cancellation user;
    Cancellation run{&user};
    Cancellation crew{&run};
    run.request();
    EXPECT_TRUE(crew.requested());
    EXPECT_FALSE(user.requested());
    Cancellation next{&user};
    EXPECT_FALSE(next.requested());
    user.request();
    EXPECT_TRUE(next.requested());
}

TEST(Cancellation, GivesAGraceToWhatMustStillBeDone) {
    Cancellation user;
    Cancellation cleaning{&user, 50ms};
    user.request();
    EXPECT_FALSE(cleaning.requested());
    std::this_thread::sleep_for(60ms);
    EXPECT_TRUE(cleaning.requested());
    // A child that is made later has its full time all the same.
    const Cancellation begun_late{&user, 50ms};
    EXPECT_FALSE(begun_late.requested());
}

TEST(Cancellation, WhatBecameOfTheTargetIsRememberedByTheFirst) {
    Cancellation user;
    Cancellation run{&user};
    EXPECT_EQ(user.target_now(), TargetNow::as_it_was);
    run.target_is(TargetNow::in_doubt);
    EXPECT_EQ(user.target_now(), TargetNow::in_doubt);
    EXPECT_EQ(run.target_now(), TargetNow::in_doubt);
}

}  // namespace
}  // namespace subset
