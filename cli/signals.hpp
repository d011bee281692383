// signals.hpp
//
// Ctrl-C and its kin become a Cancellation. Part of the program.
#pragma once

#include "subset/cancellation.hpp"

#include <thread>

namespace subset::cli {

// As long as it lives, SIGINT, SIGTERM and SIGHUP are taken by a thread of its own, which calls
// request() and never waits for anything. A second one ends the process at once, with a last word
// and a status that say what has become of the target: the server rolls back what it was told.
// SIGHUP stays ignored where it was (nohup). SIGPIPE and SIGXFSZ are ignored from here on: a write
// says so itself.
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
    [[nodiscard]] bool read_signal() const;

    Cancellation& cancellation_;
    int signals_ = -1;  // a signalfd
    int end_ = -1;      // an eventfd
    std::thread thread_;
};

}  // namespace subset::cli
