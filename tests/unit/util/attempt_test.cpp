#include "util/attempt.hpp"

#include <gmock/gmock.h>

#include <exception>
#include <new>
#include <string>

namespace subset {
namespace {

// What the last of the attempts ended with.
Error error_of(const std::function<void(Attempt&)>& once, Cancellation& user,
               std::uint64_t retries = 0) {
    Observer observer;
    try {
        repeat_attempts(once, retries, observer, user);
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "it came to its end";
    return Error{ErrorKind::system, "none"};
}

const Error refused{ErrorKind::server, "target: no", "Ask the server."};

TEST(Attempt, AnErrorBeforeTheTargetIsTouchedSaysNothingOfIt) {
    Cancellation user;
    EXPECT_EQ(error_of([](Attempt&) { throw Error{refused}; }, user).hint(), "Ask the server.");
}

TEST(Attempt, AnErrorBeforeCommitSaysThatTheTargetIsAsItWas) {
    Cancellation user;
    const Error error = error_of(
        [](Attempt& attempt) {
            attempt.cancellation().target_is(TargetNow::uncommitted);
            throw Error{refused};
        },
        user);
    EXPECT_EQ(error.hint(), "Ask the server. The target is as it was.");
    EXPECT_EQ(error.kind(), ErrorKind::server);
}

TEST(Attempt, AnErrorBetweenPiecesSaysThatTheTargetIsIncomplete) {
    Cancellation user;
    const Error error = error_of(
        [](Attempt& attempt) {
            attempt.cancellation().target_is(TargetNow::incomplete);
            throw Error{refused};
        },
        user);
    EXPECT_THAT(error.hint(), testing::StartsWith("Ask the server. The target is incomplete"));
}

TEST(Attempt, AnAttemptAfterOneThatHadBegunFindsTheTargetAsItWas) {
    Cancellation user;
    int attempts = 0;
    const Error error = error_of(
        [&](Attempt& attempt) {
            attempt.begin();
            if (++attempts == 1) {
                attempt.cancellation().target_is(TargetNow::uncommitted);
                throw Error{ErrorKind::conflict, "source: recovery"};
            }
            throw Error{refused};
        },
        user, 1);
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(error.hint(), "Ask the server.");
}

TEST(Attempt, WhatEndedTheWatchIsToldInThePlaceOfTheInterruption) {
    Cancellation user;
    const Error error = error_of(
        [](Attempt& attempt) {
            attempt.failing()(std::make_exception_ptr(Error{ErrorKind::connection, "lost"}));
            attempt.cancellation().check();
        },
        user);
    EXPECT_EQ(error.kind(), ErrorKind::connection);
    EXPECT_STREQ(error.what(), "lost");
}

TEST(Attempt, WhatEndedTheWatchIsThrownEvenWhereItIsNoError) {
    Cancellation user;
    Observer observer;
    EXPECT_THROW(repeat_attempts(
                     [](Attempt& attempt) {
                         attempt.failing()(std::make_exception_ptr(std::bad_alloc{}));
                         attempt.cancellation().check();
                     },
                     0, observer, user),
                 std::bad_alloc);
}

}  // namespace
}  // namespace subset
