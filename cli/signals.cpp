#include "signals.hpp"

#include "subset/error.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace subset::cli {
namespace {

constexpr int repeat_milliseconds = 200;
// One Ctrl-C may arrive twice: from the terminal, and from a parent process that passes it on.
constexpr auto one_keypress = std::chrono::milliseconds{200};

[[noreturn]] void fail() {
    throw Error{ErrorKind::system,
                "cannot watch for signals: " + std::generic_category().message(errno)};
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
    // Blocked before any thread starts, so that all of them inherit it and none is interrupted.
    if (::pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) {
        fail();
    }
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    end_ = ::eventfd(0, EFD_CLOEXEC);
    if (signals_ < 0 || end_ < 0) {
        fail();
    }
    thread_ = std::thread{[this] { watch(); }};
}

SignalWatcher::~SignalWatcher() {
    const std::uint64_t one = 1;
    if (::write(end_, &one, sizeof one) == sizeof one) {
        thread_.join();
    } else {
        thread_.detach();
    }
    ::close(signals_);
    ::close(end_);
}

void SignalWatcher::watch() {
    bool interrupted = false;
    std::chrono::steady_clock::time_point first_interrupt;
    while (true) {
        std::array<pollfd, 2> sources{{{signals_, POLLIN, 0}, {end_, POLLIN, 0}}};
        const int timeout = cancellation_.requested() ? repeat_milliseconds : -1;
        (void)::poll(sources.data(), sources.size(), timeout);
        if (sources[1].revents != 0) {
            return;
        }
        const int signal = read_signal();
        if (signal == SIGINT) {
            const auto now = std::chrono::steady_clock::now();
            if (interrupted && now - first_interrupt > one_keypress) {
                ::_exit(exit_status(ErrorKind::interrupted));
            }
            first_interrupt = interrupted ? first_interrupt : now;
            interrupted = true;
        }
        if (signal != 0 || cancellation_.requested()) {
            cancellation_.request();
        }
    }
}

int SignalWatcher::read_signal() const {
    signalfd_siginfo information{};
    const auto bytes = ::read(signals_, &information, sizeof information);
    return bytes == sizeof information ? static_cast<int>(information.ssi_signo) : 0;
}

}  // namespace subset::cli
