// process.hpp
//
// A child process (pg_dump, pg_restore, dot), which is started, listened to, and waited for or
// killed.
//
// The child has a process group of its own, so that the terminal's Ctrl-C reaches this program
// alone, which then ends the child.
//
// Thread-safety: one thread for each object.
#pragma once

#include "util/file_descriptor.hpp"
#include "util/temporary_file.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace subset {

// The files that a child gets, each of which it reads or writes from the beginning; -1 for none.
struct ChildFiles {
    int input = -1;   // its stdin
    int output = -1;  // its stdout
    int extra = -1;   // its /dev/fd/3
};

class ChildProcess {
public:
    // Starts `command`, whose first element is a path, with this program's environment and
    // `environment` over it: "NAME=value", or "NAME" for a variable that the child must not have.
    // What the child says on stderr is kept. On Linux the child is killed when the thread that
    // starts it ends, however that comes about.
    //
    // Throws: system.
    ChildProcess(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment, const ChildFiles& files);
    // Kills and reaps a child that still runs.
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Waits for the child to end, no longer than `patience`. Returns whether it has ended.
    [[nodiscard]] bool wait(std::chrono::milliseconds patience);
    // Asks the child to end, kills it where it does not, and reaps it. Never throws.
    void kill() noexcept;

    // How much time of a processor the child has had, which tells one that works from one that
    // waits; 0 where the system does not tell.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const noexcept;

    // Whether the child ended without a failure. Requires: it has ended.
    [[nodiscard]] bool succeeded() const noexcept { return status_ == 0; }
    // What the child said on stderr. Throws: system.
    [[nodiscard]] std::string said() const { return read_whole_file(errors_); }

private:
    int pid_ = -1;     // -1: reaped
    int status_ = -1;  // as waitpid gives it
    FileDescriptor errors_;
};

}  // namespace subset
