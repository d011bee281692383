#include "util/system/platform.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __APPLE__
#include <cstdlib>
#include <mach-o/dyld.h>
#endif

namespace subset::platform {
namespace {

#ifdef __linux__
std::string path_of(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }
#endif

}  // namespace

#ifdef __linux__

int open_unnamed(const std::filesystem::path& folder, int access, mode_t mode) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_CLOEXEC | access, mode);
    if (file >= 0 &&
        ::access(path_of(file).c_str(), F_OK) != 0) {  // no /proc: it could get no name
        ::close(file);
        return -1;
    }
    return file;
}

int give_name(int unnamed, const std::filesystem::path& name) {
    return ::linkat(AT_FDCWD, path_of(unnamed).c_str(), AT_FDCWD, name.c_str(),
                    AT_SYMLINK_FOLLOW) == 0
               ? 0
               : errno;
}

int open_again(int descriptor, int flags) { return ::open(path_of(descriptor).c_str(), flags); }

bool exchange_names(const std::filesystem::path& one, const std::filesystem::path& other) {
    return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0;
}

int open_pipe(std::array<int, 2>& ends) noexcept {
    return ::pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno;
}

// By SIGTERM a child might live on: pg_dump would first talk to a server, which may never answer.
void end_with_parent() noexcept { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }

std::chrono::nanoseconds read_cpu_time(pid_t child) noexcept {
    timespec time{};
    clockid_t clock{};
    if (::clock_getcpuclockid(child, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
        return {};
    }
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::filesystem::path read_own_path() {
    std::error_code failure;
    auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
    return failure ? std::filesystem::path{} : path;
}

#else

int open_unnamed(const std::filesystem::path& /*folder*/, int /*access*/, mode_t /*mode*/) {
    return -1;
}

int give_name(int /*unnamed*/, const std::filesystem::path& /*name*/) { return ENOTSUP; }

// Opening /dev/fd/N shares the flags of what is open there, so it would be no file of its own.
int open_again(int /*descriptor*/, int /*flags*/) { return -1; }

bool exchange_names(const std::filesystem::path& one, const std::filesystem::path& other) {
#ifdef RENAME_SWAP
    return ::renamex_np(one.c_str(), other.c_str(), RENAME_SWAP) == 0;
#else
    return false;
#endif
}

int open_pipe(std::array<int, 2>& ends) noexcept {
    if (::pipe(ends.data()) != 0) {
        return errno;
    }
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    return 0;
}

void end_with_parent() noexcept {}

std::chrono::nanoseconds read_cpu_time(pid_t /*child*/) noexcept { return {}; }

std::filesystem::path read_own_path() {
#ifdef __APPLE__
    std::array<char, 4096> path{};
    std::uint32_t size = path.size();
    std::error_code failure;
    if (::_NSGetExecutablePath(path.data(), &size) == 0) {
        auto real = std::filesystem::canonical(path.data(), failure);
        return failure ? std::filesystem::path{} : real;
    }
#endif
    return {};
}

#endif

// getrusage(2): ru_maxrss counts kilobytes on Linux, bytes on macOS.
std::uint64_t read_peak_memory_bytes() noexcept {
#ifdef __APPLE__
    constexpr std::uint64_t unit = 1;
#else
    constexpr std::uint64_t unit = 1024;
#endif
    rusage usage{};
    return ::getrusage(RUSAGE_SELF, &usage) == 0
               ? static_cast<std::uint64_t>(usage.ru_maxrss) * unit
               : 0;
}

}  // namespace subset::platform
