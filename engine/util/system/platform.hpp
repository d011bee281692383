// platform.hpp
//
// What Linux and macOS do differently. Nothing else of the engine asks which of them it runs on,
// but for the folders in which they keep programs (pg/tools/dump_tools.cpp).
//
// Thread-safety: functions that ask the system and keep nothing.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/types.h>

namespace subset::platform {

// A flag of send(): no SIGPIPE where nobody reads. A system without it has the signal ignored,
// which the program does from its start on.
#ifdef MSG_NOSIGNAL
inline constexpr int no_signal = MSG_NOSIGNAL;
#else
inline constexpr int no_signal = 0;
#endif

// Opens a file in `folder` that has no name, so that a kill leaves nothing of it. `access` is
// O_RDWR or O_WRONLY. Returns -1 where this system or that file system has no such files, or where
// give_name() could not name it later.
[[nodiscard]] int open_unnamed(const std::filesystem::path& folder, int access, mode_t mode);

// Gives a name to a file that open_unnamed() opened. Returns 0, or the error number.
[[nodiscard]] int give_name(int unnamed, const std::filesystem::path& name);

// Opens once more what `descriptor` is open on, with flags of its own. Returns -1 where the system
// does not allow that.
[[nodiscard]] int open_again(int descriptor, int flags);

// Makes two names change places at once. Returns whether the system and the file system could.
[[nodiscard]] bool exchange_names(const std::filesystem::path& one,
                                  const std::filesystem::path& other);

// Opens a pipe whose ends no child inherits. Returns 0, or the error number.
[[nodiscard]] int open_pipe(std::array<int, 2>& ends) noexcept;

// Makes this process, a child that has just been forked, end with the thread that forked it, where
// the system can (Linux). It is safe between fork and exec.
void end_with_parent() noexcept;

// Returns the processor time that a running child has taken; 0 where the system does not tell.
[[nodiscard]] std::chrono::nanoseconds read_cpu_time(pid_t child) noexcept;

// Returns the most memory that this process has had at a time; 0 where the system does not tell.
[[nodiscard]] std::uint64_t read_peak_memory_bytes() noexcept;

// Returns the path of this program, without symbolic links; empty where the system does not tell.
[[nodiscard]] std::filesystem::path read_own_path();

}  // namespace subset::platform
