// cancellation.hpp
//
// How a running command is told to stop. The embedding program keeps one and calls request() from
// any thread (not from a signal handler: have a thread wait for the signal); the engine then
// cancels what runs on either server, rolls back, and throws Error with ErrorKind::interrupted.
// Foundation: every stage may include this.
//
// Thread-safety: all members may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace subset {

class Cancellation {
public:
    Cancellation() = default;
    Cancellation(const Cancellation&) = delete;
    Cancellation& operator=(const Cancellation&) = delete;

    // Sets the flag and calls every registered action. May be called again: actions that a first
    // call reached too early (before the query had started) get another chance. Never throws.
    void request() noexcept;
    [[nodiscard]] bool requested() const noexcept { return requested_.load(); }
    // Throws Error(interrupted) once requested.
    void check() const;

    // Keeps an action registered for as long as it lives.
    class Registration {
    public:
        Registration() = default;
        Registration(Cancellation& owner, std::uint64_t id) : owner_{&owner}, id_{id} {}
        Registration(Registration&& other) noexcept;
        Registration& operator=(Registration&& other) noexcept;
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
        ~Registration();

    private:
        Cancellation* owner_ = nullptr;
        std::uint64_t id_ = 0;
    };
    // `action` must not throw and must not register or unregister. It is called at once where
    // already requested.
    [[nodiscard]] Registration on_request(std::function<void()> action);

private:
    std::atomic<bool> requested_{false};
    std::mutex mutex_;
    std::uint64_t next_id_ = 1;
    std::map<std::uint64_t, std::function<void()>> actions_;
};

}  // namespace subset
