// util/attempt.hpp
//
// One attempt at a run: its cancellation follows the user's, and can also be requested because a
// schema change waits for the snapshot's locks; then the attempt is given up and another one made
// (behind an ALTER that waits for us, the application's own readers wait too). Foundation of
// engine/commands/subset.cpp.
//
// Thread-safety: give_way() from any thread.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"

#include <cstdint>
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

    // `to_whom` waits for our locks: this attempt ends as if it were cancelled.
    void give_way(std::string to_whom);
    [[nodiscard]] std::optional<std::string> gave_way_to() const;

    // The source has answered: what is lost from here on may come back.
    void begin() noexcept { begun_ = true; }
    // What this attempt writes cannot be taken back: it is the last.
    void leave_trace() noexcept { left_trace_ = true; }
    // Whether the same may be tried again after this error.
    [[nodiscard]] bool may_recover_from(ErrorKind kind) const noexcept;
    [[nodiscard]] bool left_trace() const noexcept { return left_trace_; }

    // Something that the attempt stands on is gone: it ends, and this is why.
    void fail(const Error& error);
    // The two, for whoever watches.
    [[nodiscard]] std::function<void(std::string)> giving_way() {
        return [this](std::string to_whom) { give_way(std::move(to_whom)); };
    }
    [[nodiscard]] std::function<void(const Error&)> failing() {
        return [this](const Error& error) { fail(error); };
    }
    [[nodiscard]] std::optional<Error> failure() const;

private:
    Cancellation own_;
    mutable std::mutex mutex_;
    std::optional<std::string> gave_way_to_;
    std::optional<Error> failure_;
    bool begun_ = false;
    bool left_trace_ = false;
};

// Calls `once`, and again where the attempt gave way, a few times with a pause between; and up to
// `retries` times where it lost the source to a recovery conflict or with its connection. `end`:
// whose locks they are.
//
// Throws: what `once` throws; migration, where every attempt had to give way.
void repeat_attempts(const std::function<void(Attempt&)>& once, std::uint64_t retries,
                     Observer& observer, Cancellation& user, std::string_view end = "source");

// The same for what returns something: what the attempt that came to its end returned.
template <typename Once>
[[nodiscard]] auto with_attempts(Once once, std::uint64_t retries, Observer& observer,
                                 Cancellation& user, std::string_view end = "source") {
    std::optional<std::invoke_result_t<Once, Attempt&>> result;
    repeat_attempts([&](Attempt& attempt) { result.emplace(once(attempt)); }, retries, observer,
                    user, end);
    return *std::move(result);
}

}  // namespace subset
