#include "util/attempt.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <utility>

namespace subset {
namespace {

constexpr int most_attempts = 4;
constexpr auto between_attempts = std::chrono::seconds{1};

// Waits, unless the user interrupts.
void rest(std::chrono::milliseconds time, const Cancellation& user) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        user.check();
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}

// Tells which schema change the attempt gave way to and why a new attempt begins. Returns the error
// where there must be none.
std::optional<Error> look_at_migration(const std::string& who, std::string_view end,
                                       const Attempt& attempt, int number, Observer& observer) {
    const std::string waiting =
        fmt::format("a schema change in the {} waited for our locks ({})", end, who);
    if (attempt.left_trace()) {
        return Error{ErrorKind::migration, waiting + ", and was given way to",
                     "The script on standard output is not complete; start again."};
    }
    if (number >= most_attempts) {
        return Error{ErrorKind::migration, waiting + ", and was given way to each time",
                     "Start again when the migration is over."};
    }
    observer.warning({waiting, "It was given way to; starting again with a new snapshot."});
    return std::nullopt;
}

// The error that a run ends with: what the work threw, or why the attempt was given up instead. The
// one place that says how the target is left.
Error make_last_error(const Error& error, bool thrown_by_work, const Cancellation& user) {
    switch (user.target_now()) {
        case TargetNow::uncommitted:
            return thrown_by_work ? with_outcome(error, "The target is as it was.") : error;
        case TargetNow::incomplete:
            return with_outcome(
                user.requested() ? Error{ErrorKind::interrupted, "interrupted"} : error,
                "The target is incomplete, and its stamp says so; the next run that succeeds makes "
                "it whole.");
        default:
            return error;
    }
}

}  // namespace

Attempt::Attempt(Cancellation& user) : own_{&user} {}

void Attempt::give_way(std::string to_whom) {
    {
        const std::lock_guard lock{mutex_};
        gave_way_to_ = std::move(to_whom);
    }
    own_.request();
}

void Attempt::fail(std::exception_ptr why) noexcept {
    {
        const std::lock_guard lock{mutex_};
        failure_ = std::move(why);
    }
    own_.request();
}

std::optional<Error> Attempt::failure() const {
    std::exception_ptr why;
    {
        const std::lock_guard lock{mutex_};
        why = failure_;
    }
    if (!why) {
        return std::nullopt;
    }
    try {
        std::rethrow_exception(why);
    } catch (const Error& error) {
        return error;
    }
}

std::optional<std::string> Attempt::gave_way_to() const {
    const std::lock_guard lock{mutex_};
    return gave_way_to_;
}

bool Attempt::may_recover_from(ErrorKind kind) const noexcept {
    return begun_ && !left_trace_ && (kind == ErrorKind::conflict || kind == ErrorKind::connection);
}

void repeat_attempts(const std::function<void(Attempt&)>& once, std::uint64_t retries,
                     Observer& observer, Cancellation& user, std::string_view end) {
    std::uint64_t retried = 0;
    int migrations = 0;
    for (;;) {
        Attempt attempt{user};
        // The source has answered before. Where it does not answer now, it may be starting again
        // after a crash, so the connection counts as lost and not as wrong.
        if (retried > 0) {
            attempt.begin();
        }
        try {
            once(attempt);
            return;
        } catch (const Error& thrown) {
            if (user.requested()) {
                throw make_last_error(thrown, true, user);
            }
            const auto failure = attempt.failure();
            const Error& error = failure ? *failure : thrown;
            const auto migration = attempt.gave_way_to();
            if (!failure && migration) {
                if (const auto last =
                        look_at_migration(*migration, end, attempt, ++migrations, observer)) {
                    throw make_last_error(*last, false, user);
                }
            } else if (attempt.may_recover_from(error.kind()) && retried < retries) {
                ++retried;
                observer.warning(
                    {error.what(), fmt::format("Starting again with a new snapshot, {} of {} "
                                               "([source] retries).",
                                               retried, retries)});
            } else {
                throw make_last_error(error, !failure, user);
            }
        }
        if (user.target_now() == TargetNow::uncommitted) {
            user.target_is(TargetNow::as_it_was);
        }
        rest(between_attempts, user);
    }
}

}  // namespace subset
