// cancellation.hpp
//
// A Cancellation tells a running command to stop. The embedding program keeps one and calls
// request() from any thread (not from a signal handler: have a thread wait for the signal). The
// engine then cancels what runs on either server, rolls back, and throws Error with
// ErrorKind::interrupted. Foundation: every stage may include this.
//
// Thread-safety: all members may be called from any thread; none waits for anything.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace subset {

// TargetNow says what has become of the target so far. It serves a caller who cannot wait until the
// engine has said it.
enum class TargetNow : std::uint8_t {
    as_it_was,
    uncommitted,  // what has been done to it is undone where the run fails
    incomplete,   // several transactions of atomic = "none", some of which have come through
    in_doubt,     // COMMIT is on its way
    replaced,     // COMMIT came through
};

class Cancellation {
public:
    using Clock = std::chrono::steady_clock;

    Cancellation() = default;
    // Makes a child, which is requested when `parent` is, or by its own request(). The parent must
    // outlive it. With a grace, the child follows the parent that much later, or that long after
    // its own construction where that is later. Work that must still be done after Ctrl-C, such as
    // removing what was begun, gets that long and no longer.
    explicit Cancellation(Cancellation* parent, Clock::duration grace = {})
        : parent_{parent}, grace_{grace}, born_{Clock::now()} {}
    Cancellation(const Cancellation&) = delete;
    Cancellation& operator=(const Cancellation&) = delete;
    ~Cancellation() = default;

    void request() noexcept { request_at(Clock::now()); }
    // The cancellation comes by itself at that time. The earliest of several times counts.
    void request_at(Clock::time_point time) noexcept;
    [[nodiscard]] bool requested() const noexcept;
    // Throws Error(interrupted) once the cancellation is requested.
    void check() const;

    // The engine tells this; the outermost parent remembers it.
    void target_is(TargetNow now) noexcept;
    [[nodiscard]] TargetNow target_now() const noexcept;

private:
    [[nodiscard]] Clock::time_point due() const noexcept;

    std::atomic<Clock::rep> own_due_{std::numeric_limits<Clock::rep>::max()};
    std::atomic<TargetNow> target_{TargetNow::as_it_was};
    Cancellation* parent_ = nullptr;
    Clock::duration grace_{};
    Clock::time_point born_;
};

}  // namespace subset
