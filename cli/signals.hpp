// signals.hpp
//
// Turns Ctrl-C and similar signals into a Cancellation. Part of the program.
#pragma once

#include "subset/cancellation.hpp"

#include <atomic>
#include <csignal>
#include <thread>

namespace subset::cli {

// While the watcher lives, a thread of its own takes SIGINT, SIGTERM and SIGHUP, calls request()
// and never waits for anything else. A second signal ends the process at once, with a last line and
// a status that say what has become of the target; the server rolls back what was not committed.
// SIGHUP stays ignored where it was (nohup). SIGPIPE and SIGXFSZ are ignored from here on, as the
// write that fails reports them itself.
//
// The signals stay blocked in the thread that made the watcher and in the threads that this one
// starts. A child process inherits that and must undo it.
class SignalWatcher {
public:
    // Requires: no other thread is running yet.
    // Throws:   system.
    explicit SignalWatcher(Cancellation& cancellation);
    ~SignalWatcher();
    SignalWatcher(const SignalWatcher&) = delete;
    SignalWatcher& operator=(const SignalWatcher&) = delete;

private:
    void watch(const sigset_t& set) noexcept;

    Cancellation& cancellation_;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

}  // namespace subset::cli
