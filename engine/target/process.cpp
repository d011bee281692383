#include "target/process.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
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

// Standard input, output and error, and /dev/fd/3, are handed to children by number, so ours stay
// above.
constexpr int first_own_descriptor = 4;

struct SpawnSetup {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};

    SpawnSetup() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnSetup() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    void give(int descriptor, int number, int flags) {
        if (descriptor >= 0) {
            lseek(descriptor, 0, SEEK_SET);
            posix_spawn_file_actions_adddup2(&actions, descriptor, number);
        } else {
            posix_spawn_file_actions_addopen(&actions, number, "/dev/null", flags, 0);
        }
    }
    // This program may block signals for a thread that waits for them; the child must not inherit
    // that.
    void use_own_group_and_default_signals() {
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
};

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
    std::vector<std::string> merged = over;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable{*entry};
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        bool overridden = false;
        for (const std::string& own : over) {
            overridden = overridden || std::string_view{own}.starts_with(name);
        }
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
    FileDescriptor file = std::move(named.file);
    const int made = file.get();
    if (made < first_own_descriptor) {
        const int moved = ::fcntl(made, F_DUPFD_CLOEXEC, first_own_descriptor);
        if (moved < 0) {
            fail("cannot make a temporary file", errno);
        }
        file = FileDescriptor{moved};
    }
    return file;
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
    SpawnSetup setup;
    setup.give(files.input, STDIN_FILENO, O_RDONLY);
    setup.give(files.output, STDOUT_FILENO, O_WRONLY);
    setup.give(errors_.get(), STDERR_FILENO, O_WRONLY);
    if (files.extra >= 0) {
        setup.give(files.extra, 3, O_RDONLY);
    }
    setup.use_own_group_and_default_signals();
    std::vector<std::string> arguments = command;
    std::vector<std::string> variables = merged_environment(environment);
    const int failure =
        ::posix_spawn(&pid_, command.front().c_str(), &setup.actions, &setup.attributes,
                      pointers_to(arguments).data(), pointers_to(variables).data());
    if (failure != 0) {
        pid_ = -1;
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

void ChildProcess::kill() noexcept {
    if (pid_ < 0) {
        return;
    }
    ::kill(pid_, SIGTERM);
    if (!wait(std::chrono::seconds{2})) {
        ::kill(pid_, SIGKILL);
        (void)wait(std::chrono::hours{1});
    }
}

}  // namespace subset
