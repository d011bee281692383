#include "attempt.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <utility>

namespace subset {
namespace {

constexpr int most_attempts = 4;
constexpr auto pause = std::chrono::seconds{1};

}  // namespace

Attempt::Attempt(Cancellation& user) : link_{user.on_request([this] { own_.request(); })} {}

void Attempt::give_way(std::string to_whom) {
    {
        const std::lock_guard lock{mutex_};
        gave_way_to_ = std::move(to_whom);
    }
    own_.request();
}

void Attempt::fail(const Error& error) {
    {
        const std::lock_guard lock{mutex_};
        failure_ = error;
    }
    own_.request();
}

std::optional<Error> Attempt::failure() const {
    const std::lock_guard lock{mutex_};
    return failure_;
}

std::optional<std::string> Attempt::gave_way_to() const {
    const std::lock_guard lock{mutex_};
    return gave_way_to_;
}

Report with_attempts(const std::function<Report(Attempt&)>& once, Observer& observer,
                     Cancellation& user) {
    for (int number = 1;; ++number) {
        Attempt attempt{user};
        try {
            return once(attempt);
        } catch (const Error&) {
            if (const auto failure = attempt.failure(); failure && !user.requested()) {
                throw *failure;
            }
            const auto migration = attempt.gave_way_to();
            if (!migration || user.requested()) {
                throw;
            }
            const std::string waiting =
                fmt::format("a schema change in the source waited for our locks ({})", *migration);
            if (number == most_attempts) {
                throw Error{ErrorKind::migration, waiting + ", and was given way to each time",
                            "Start again when the migration is over."};
            }
            observer.warning({waiting, "It was given way to; starting again with a new snapshot."});
            std::this_thread::sleep_for(pause);
        }
    }
}

}  // namespace subset
