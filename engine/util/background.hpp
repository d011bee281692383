// background.hpp
//
// Threads and processes may be refused: a container, a ulimit or a full memory allows only so many.
// Foundation.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/error.hpp"

#include <exception>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace subset {

// This error is thrown by code that cannot do without another thread or process.
class NoMoreThreads final : public Error {
public:
    NoMoreThreads()
        : Error{ErrorKind::system, "no more threads or processes are allowed here",
                "Raise the limit of this user or container (ulimit -u, --pids-limit), or the "
                "memory it may address."} {}
};

// Starts a thread, which is joined where its owner ends.
//
// Requires: work throws nothing; what goes wrong in it is kept for whoever joins the thread.
// Throws:   system.
template <typename Work>
[[nodiscard]] std::jthread start_thread(Work work) {
    static_assert(std::is_nothrow_invocable_v<Work>, "an exception would end the process");
    try {
        return std::jthread{std::move(work)};
    } catch (const std::system_error&) {
        throw NoMoreThreads{};
    }
}

// Runs `work` on a thread that nobody waits for, as it may block for minutes. Whatever `work`
// touches must live as long as it does. Returns false where no thread is to be had.
//
// Requires: work throws nothing.
template <typename Work>
[[nodiscard]] bool run_in_background(Work work) noexcept {
    static_assert(std::is_nothrow_invocable_v<Work>, "an exception would end the process");
    try {
        std::thread{std::move(work)}.detach();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace subset
