// attempt.hpp
//
// An attempt is one try of a run. Its cancellation follows the user's, and is also requested where
// a schema change waits for the snapshot's locks: the application's own readers wait behind an
// ALTER that waits for us (POSTGRES.md 16). The attempt is given up then, and another one is made.
//
// Thread-safety: give_way() and fail() from any thread.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"

#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace subset {

class Attempt {
public:
    explicit Attempt(Cancellation& user);

    [[nodiscard]] Cancellation& cancellation() noexcept { return own_; }

    // Ends this attempt as if it were cancelled, as `to_whom` waits for our locks.
    void give_way(std::string to_whom);
    [[nodiscard]] std::optional<std::string> gave_way_to() const;

    // The caller calls this when the source has answered: a connection that is lost from here on
    // may come back.
    void begin() noexcept { begun_ = true; }
    // The caller calls this before it writes something that cannot be taken back: no other attempt
    // follows.
    void leave_trace() noexcept { left_trace_ = true; }
    // Whether another attempt may be made after this error.
    [[nodiscard]] bool may_recover_from(ErrorKind kind) const noexcept;
    [[nodiscard]] bool left_trace() const noexcept { return left_trace_; }

    // Ends this attempt, as something that it needs is gone; `why` says what.
    void fail(std::exception_ptr why) noexcept;
    // These return give_way() and fail() as functions, for whoever watches.
    [[nodiscard]] std::function<void(std::string)> giving_way() {
        return [this](std::string to_whom) { give_way(std::move(to_whom)); };
    }
    [[nodiscard]] std::function<void(std::exception_ptr)> failing() {
        return [this](std::exception_ptr why) { fail(std::move(why)); };
    }
    // What it was ended for by fail(). Throws: that itself, where it is no Error.
    [[nodiscard]] std::optional<Error> failure() const;

private:
    Cancellation own_;
    mutable std::mutex mutex_;
    std::optional<std::string> gave_way_to_;
    std::exception_ptr failure_;
    bool begun_ = false;
    bool left_trace_ = false;
};

// Calls `once`. Calls it again where the attempt gave way, a few times at most and with a pause
// between, and up to `retries` times where it lost the source to a recovery conflict or with its
// connection. `end` is the end whose locks are given up, for messages.
//
// Throws: what `once` throws; migration, where every attempt had to give way.
void repeat_attempts(const std::function<void(Attempt&)>& once, std::uint64_t retries,
                     Observer& observer, Cancellation& user, std::string_view end = "source");

// Does what repeat_attempts() does, for functions that return something. Returns what the attempt
// that came to its end returned.
template <typename Once>
[[nodiscard]] auto with_attempts(Once once, std::uint64_t retries, Observer& observer,
                                 Cancellation& user, std::string_view end = "source") {
    std::optional<std::invoke_result_t<Once, Attempt&>> result;
    repeat_attempts([&](Attempt& attempt) { result.emplace(once(attempt)); }, retries, observer,
                    user, end);
    return *std::move(result);
}

}  // namespace subset
