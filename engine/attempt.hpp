// attempt.hpp
//
// One attempt at a run: its cancellation follows the user's, and can also be requested because a
// schema change waits for the snapshot's locks; then the attempt is given up and another one made
// (behind an ALTER that waits for us, the application's own readers wait too). Foundation of
// engine/subset.cpp.
//
// Thread-safety: give_way() from any thread.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace subset {

class Attempt {
public:
    explicit Attempt(Cancellation& user);

    [[nodiscard]] Cancellation& cancellation() noexcept { return own_; }

    // `to_whom` waits for our locks: this attempt ends as if it were cancelled.
    void give_way(std::string to_whom);
    [[nodiscard]] std::optional<std::string> gave_way_to() const;

    // Something that the attempt stands on is gone: it ends, and this is why.
    void fail(const Error& error);
    [[nodiscard]] std::optional<Error> failure() const;

private:
    Cancellation own_;
    mutable std::mutex mutex_;
    std::optional<std::string> gave_way_to_;
    std::optional<Error> failure_;
    Cancellation::Registration link_;
};

// Calls `once`, and again where the attempt gave way, a few times with a pause between.
//
// Throws: what `once` throws; migration, where every attempt had to give way.
[[nodiscard]] Report with_attempts(const std::function<Report(Attempt&)>& once, Observer& observer,
                                   Cancellation& user);

}  // namespace subset
