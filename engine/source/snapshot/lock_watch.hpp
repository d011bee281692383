// lock_watch.hpp
//
// Looks, from a thread of its own, for a session that waits for our locks, such as a migration:
// behind its ALTER the application's own readers would queue (POSTGRES.md 16). Private to source/.
//
// Thread-safety: one thread; the watching thread has the session to itself between start() and
// stop().
#pragma once

#include "pg/session.hpp"
#include "subset/cancellation.hpp"
#include "subset/error.hpp"

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace subset {

// One of these is called, once and from another thread. `on_waiting` gets who waits, and what for.
struct LockWatchCalls {
    std::function<void(std::string who)> on_waiting;
    // The watching has failed, most often because the snapshot is gone with its connection.
    std::function<void(std::exception_ptr why)> on_lost;
};

class LockWatch {
public:
    explicit LockWatch(const Cancellation& cancellation) : cancellation_{cancellation} {}
    ~LockWatch() { stop(); }
    LockWatch(const LockWatch&) = delete;
    LockWatch& operator=(const LockWatch&) = delete;

    // `process_ids` are those of the backends that hold the locks, comma-separated.
    //
    // Requires: the session lives until stop() has returned.
    // Cost:     a round trip a second.
    void start(pg::Session& session, const std::string& process_ids, LockWatchCalls calls);
    void stop() noexcept;

private:
    void watch(pg::Session& session, const std::string& sql) noexcept;
    // Returns when the watching ends, or when a session waits for our locks: with who it is.
    [[nodiscard]] std::optional<std::string> find_waiting(pg::Session& session,
                                                          const std::string& sql);

    const Cancellation& cancellation_;
    LockWatchCalls calls_;
    std::jthread watcher_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
};

// Says who holds a lock that keeps us from one of ours: "process 7 holds public.users (ALTER ...)".
// Cost: a round trip.
[[nodiscard]] std::string read_lock_holder(pg::Session& session);

}  // namespace subset
