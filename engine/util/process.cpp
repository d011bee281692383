#include "util/process.hpp"

#include "subset/error.hpp"
#include "util/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(std::string_view doing, int code) {
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    throw Error{full ? ErrorKind::disk : ErrorKind::system,
                fmt::format("{}: {}", doing, std::generic_category().message(code)),
                full ? "Make room in $TMPDIR, or let it name a folder that has some."
                     : "Check $TMPDIR, the limits of this process and the memory of this machine."};
}

// Children get standard input, output and error, and /dev/fd/3, by these numbers, so the
// descriptors of this program are kept above them.
constexpr int first_own_descriptor = 4;

// Duplicates a file descriptor to a number that is none of those that children get.
FileDescriptor move_above(FileDescriptor file, std::string_view doing) {
    if (file.get() >= first_own_descriptor) {
        return file;
    }
    FileDescriptor moved{::fcntl(file.get(), F_DUPFD_CLOEXEC, first_own_descriptor)};
    if (!moved.valid()) {
        fail(doing, errno);
    }
    return moved;
}

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
#ifdef __linux__
    // By this no child outlives the program. SIGTERM would not do: pg_dump would first talk to a
    // server, which may never answer.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
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

FileDescriptor::~FileDescriptor() {
    if (valid()) {
        ::close(descriptor_);
    }
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    FileDescriptor taken{std::move(other)};
    std::swap(descriptor_, taken.descriptor_);
    return *this;
}

namespace {

struct MadeFile {
    FileDescriptor file;
    std::string path;
};

MadeFile make_named_file() {
    const char* const folder = std::getenv("TMPDIR");
    std::string path = folder != nullptr && *folder != '\0' ? folder : "/tmp";
    path += "/subset.XXXXXX";
    const int made = ::mkostemp(path.data(), O_CLOEXEC);
    if (made < 0) {
        fail("cannot make a temporary file " + path, errno);
    }
    return {FileDescriptor{made}, std::move(path)};
}

}  // namespace

NamedTemporaryFile::NamedTemporaryFile(std::string_view text) {
    MadeFile made = make_named_file();
    path_ = std::move(made.path);
    try {
        write_whole_file(made.file, text);
    } catch (...) {
        ::unlink(path_.c_str());
        throw;
    }
}

NamedTemporaryFile::~NamedTemporaryFile() { ::unlink(path_.c_str()); }

FileDescriptor make_temporary_file() {
    MadeFile named = make_named_file();
    ::unlink(named.path.c_str());
    return move_above(std::move(named.file), "cannot make a temporary file");
}

void write_whole_file(const FileDescriptor& file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            fail("cannot write a temporary file", errno);
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

std::string read_whole_file(const FileDescriptor& file) {
    std::string text;
    std::array<char, 65536> piece{};
    for (;;) {
        const auto got =
            ::pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(text.size()));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            fail("cannot read a temporary file", errno);
        }
        if (got == 0) {
            return text;
        }
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

bool is_program(const std::string& path) {
    std::error_code ignored;
    return ::access(path.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(path, ignored);
}

std::vector<std::string> folders_in_path() {
    const char* const path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "";
    std::vector<std::string> folders;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        folders.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return folders;
}

std::string find_program(std::string_view name) {
    for (const std::string& folder : folders_in_path()) {
        std::string path = (std::filesystem::path{folder} / name).string();
        if (is_program(path)) {
            return path;
        }
    }
    return {};
}

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::vector<std::string>& environment, const ChildFiles& files)
    : errors_{make_temporary_file()} {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail("cannot start " + command.front(), errno);
    }
    const FileDescriptor told{ends[0]};
    FileDescriptor report = move_above(FileDescriptor{ends[1]}, "cannot start " + command.front());
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
        fail("cannot start " + command.front(), failure);
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
    timespec time{};
#ifdef __linux__
    clockid_t clock{};
    if (pid_ < 0 || ::clock_getcpuclockid(pid_, &clock) != 0 ||
        ::clock_gettime(clock, &time) != 0) {
        return {};
    }
#endif
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
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
