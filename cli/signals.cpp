#include "signals.hpp"

#include "log/standard_error.hpp"
#include "log/tell_lines.hpp"
#include "subset/error.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace subset::cli {
namespace {

// One Ctrl-C may arrive twice: from the terminal, and from a parent process that passes it on.
constexpr auto one_keypress = std::chrono::milliseconds{200};

struct LastWords {
    TargetNow target;
    int status;
    FaultLabel label;
    std::string_view message;
    std::string_view hint;
};

// A second signal prints these lines in the place of the engine, which is not waited for then.
constexpr std::array last_words = std::to_array<LastWords>({
    {TargetNow::as_it_was, 130, FaultLabel::error, "interrupted", "The target is as it was."},
    {TargetNow::uncommitted, 130, FaultLabel::error, "interrupted", "The target is as it was."},
    {TargetNow::incomplete, 130, FaultLabel::error, "interrupted",
     "The target is incomplete, and its stamp says so; the next run that succeeds makes it "
     "whole."},
    {TargetNow::in_doubt, 1, FaultLabel::error,
     "interrupted during COMMIT, and whether it came through could not be learned",
     "The target holds either the old twin or the new one, complete: the line 'subset {...}' in "
     "the comment of the database says which."},
    {TargetNow::replaced, 0, FaultLabel::warning, "interrupted after COMMIT",
     "The target holds the new twin, complete; what is left beside it is removed by the next "
     "refresh."},
});

[[noreturn]] void end_at_once(TargetNow target) noexcept {
    for (const LastWords& words : last_words) {
        if (words.target == target) {
            try {
                tell(render_fault({std::string{words.message}, std::string{words.hint}},
                                  words.label, log_form(), false));
            } catch (...) {  // NOLINT(bugprone-empty-catch): without words, then, but at once
            }
            ::_exit(words.status);
        }
    }
    ::_exit(exit_status(ErrorKind::interrupted));
}

[[noreturn]] void fail(int error) {
    throw Error{ErrorKind::system,
                "cannot watch for signals: " + std::generic_category().message(error)};
}

sigset_t watched_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    struct sigaction hangup{};
    if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
        ::sigaddset(&set, SIGHUP);
    }
    return set;
}

}  // namespace

SignalWatcher::SignalWatcher(Cancellation& cancellation) : cancellation_{cancellation} {
    const auto set = watched_signals();
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGXFSZ, SIG_IGN);
    // The signals are blocked before any thread starts, so that every thread inherits that and none
    // is interrupted.
    if (const int failure = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); failure != 0) {
        fail(failure);
    }
    try {
        thread_ = std::thread{[this, set]() noexcept { watch(set); }};
    } catch (const std::system_error&) {
        throw Error{ErrorKind::system, "no more threads or processes are allowed here",
                    "Raise the limit of this user or container (ulimit -u, --pids-limit), or the "
                    "memory it may address."};
    }
}

SignalWatcher::~SignalWatcher() {
    // A signal for that thread alone ends its waiting. It is one that the thread waits for.
    ending_ = true;
    (void)::pthread_kill(thread_.native_handle(), SIGINT);
    thread_.join();
}

// Nothing here may block: a signal that comes later must be heard too. Nothing here throws.
void SignalWatcher::watch(const sigset_t& set) noexcept {
    bool interrupted = false;
    std::chrono::steady_clock::time_point first;
    while (true) {
        int number = 0;
        const bool heard = ::sigwait(&set, &number) == 0;
        if (ending_) {
            return;
        }
        if (!heard) {  // interrupted
            continue;
        }
        const auto now = std::chrono::steady_clock::now();
        if (interrupted && now - first > one_keypress) {
            end_at_once(cancellation_.target_now());
        }
        first = interrupted ? first : now;
        interrupted = true;
        cancellation_.request();
    }
}

}  // namespace subset::cli
