#include "util/process.hpp"

#include "util/background.hpp"
#include "util/system/platform.hpp"
#include "util/temporary_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iterator>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// What the child needs between fork and exec, where nothing may allocate.
struct ChildStart {
    std::array<int, first_own_descriptor> files;  // -1: /dev/null for the first three
    const char* path;
    char* const* arguments;
    char* const* variables;
    pid_t parent;
    int report;  // where a failure is told
};

bool give_file(int descriptor, int number) {
    if (descriptor >= 0) {
        ::lseek(descriptor, 0, SEEK_SET);
        return ::dup2(descriptor, number) >= 0;
    }
    if (number > STDERR_FILENO) {
        return true;
    }
    const int null = ::open("/dev/null", number == STDIN_FILENO ? O_RDONLY : O_WRONLY);
    const bool given = null == number || ::dup2(null, number) >= 0;
    if (null >= 0 && null != number) {
        ::close(null);
    }
    return given;
}

// This program may block or ignore signals for a thread that waits for them; the child must not
// inherit that.
void use_default_signals() {
    for (int number = 1; number < NSIG; ++number) {
        if (number != SIGXFSZ) {              // ignored, it is an error that the child tells
            (void)::signal(number, SIG_DFL);  // of some it cannot be set
        }
    }
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// The child's side of fork(); only functions that are safe in a signal handler.
[[noreturn]] void become(const ChildStart& start) {
    ::setpgid(0, 0);
    use_default_signals();
    platform::end_with_parent();  // no child outlives the program
    bool ready = ::getppid() == start.parent;
    for (std::size_t number = 0; number < start.files.size(); ++number) {
        ready = ready && give_file(start.files[number], static_cast<int>(number));
    }
    if (ready) {
        ::execve(start.path, start.arguments, start.variables);
    }
    const int failure = errno;
    (void)!::write(start.report, &failure, sizeof failure);
    ::_exit(127);
}

// Reads the error number of an exec that failed. It is 0 where the other end was closed, which an
// exec that succeeds does.
int read_failure(const FileDescriptor& report) {
    int failure = 0;
    ssize_t got = 0;
    do {
        got = ::read(report.get(), &failure, sizeof failure);
    } while (got < 0 && errno == EINTR);
    return got == sizeof failure ? failure : 0;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> merged_environment(const std::vector<std::string>& over) {
    const auto name_of = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
    std::vector<std::string> merged;
    std::copy_if(over.begin(), over.end(), std::back_inserter(merged),
                 [](const std::string& own) { return own.find('=') != std::string::npos; });
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable{*entry};
        const bool overridden = std::any_of(over.begin(), over.end(), [&](const std::string& own) {
            return name_of(own) == name_of(variable);
        });
        if (!overridden) {
            merged.emplace_back(variable);
        }
    }
    return merged;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::vector<std::string>& environment, const ChildFiles& files)
    : errors_{make_temporary_file()} {
    std::array<int, 2> ends{};
    if (const int refused = platform::open_pipe(ends); refused != 0) {
        throw_system_error("cannot start " + command.front(), refused);
    }
    const FileDescriptor told{ends[0]};
    FileDescriptor report =
        move_to_own_number(FileDescriptor{ends[1]}, "cannot start " + command.front());
    std::vector<std::string> arguments = command;
    std::vector<std::string> variables = merged_environment(environment);
    const std::vector<char*> argument_list = pointers_to(arguments);
    const std::vector<char*> variable_list = pointers_to(variables);
    const ChildStart start{{files.input, files.output, errors_.get(), files.extra},
                           command.front().c_str(),
                           argument_list.data(),
                           variable_list.data(),
                           ::getpid(),
                           report.get()};
    pid_ = ::fork();
    if (pid_ == 0) {
        become(start);
    }
    const int fork_failure = errno;
    report = FileDescriptor{};
    const int failure = pid_ < 0 ? fork_failure : read_failure(told);
    if (failure != 0) {
        if (pid_ > 0) {
            (void)wait(std::chrono::hours{1});
        }
        pid_ = -1;
        if (failure == EAGAIN) {
            throw NoMoreThreads{};
        }
        throw_system_error("cannot start " + command.front(), failure);
    }
}

ChildProcess::~ChildProcess() { kill(); }

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)},
      status_{other.status_},
      errors_{std::move(other.errors_)} {}

bool ChildProcess::wait(std::chrono::milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    auto pause = std::chrono::milliseconds{1};
    while (pid_ >= 0) {
        const pid_t reaped = ::waitpid(pid_, &status_, WNOHANG);
        if (reaped == pid_ || (reaped < 0 && errno != EINTR)) {
            pid_ = -1;
            break;
        }
        if (Clock::now() >= deadline) {
            return false;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds{20});
    }
    return true;
}

std::chrono::nanoseconds ChildProcess::cpu_time() const noexcept {
    return pid_ < 0 ? std::chrono::nanoseconds{} : platform::read_cpu_time(pid_);
}

void ChildProcess::kill() noexcept {
    if (pid_ < 0) {
        return;
    }
    ::kill(pid_, SIGTERM);
    // On SIGTERM pg_dump talks to its server, which may never answer, while whoever pressed Ctrl-C
    // waits.
    if (!wait(std::chrono::milliseconds{500})) {
        ::kill(pid_, SIGKILL);
        (void)wait(std::chrono::hours{1});
    }
}

}  // namespace subset
