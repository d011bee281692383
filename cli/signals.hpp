// signals.hpp
//
// Ctrl-C and its kin become a Cancellation. Part of the program.
#pragma once

#include "subset/cancellation.hpp"

#include <thread>

namespace subset::cli {

// As long as it lives, SIGINT, SIGTERM and SIGHUP are taken by a thread of its own, which calls
// request() and repeats it every 200 ms: an action that was called too early (before its query had
// started) gets another chance. A second SIGINT ends the process at once, with status 130: the
// server rolls back what it was told, so that is safe too. SIGHUP stays ignored where it was
// (nohup). SIGPIPE is ignored from here on: a write says so itself.
//
// The signals stay blocked in the thread that made it, and in those that it starts; a child process
// inherits that and must undo it.
class SignalWatcher {
public:
    // Requires: no other thread is running yet.
    // Throws:   system.
    explicit SignalWatcher(Cancellation& cancellation);
    ~SignalWatcher();
    SignalWatcher(const SignalWatcher&) = delete;
    SignalWatcher& operator=(const SignalWatcher&) = delete;

private:
    void watch();
    [[nodiscard]] int read_signal() const;

    Cancellation& cancellation_;
    int signals_ = -1;  // a signalfd
    int end_ = -1;      // an eventfd
    std::thread thread_;
};

}  // namespace subset::cli
