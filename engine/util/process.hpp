// process.hpp
//
// A child process: started, listened to, waited for or killed. Stage target, for pg_dump,
// pg_restore and whatever comes later.
//
// The child has a process group of its own, so that the terminal's Ctrl-C reaches this program
// alone, which then ends the child.
//
// Thread-safety: one thread for each object.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// A file descriptor that closes itself. -1: none.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor) noexcept : descriptor_{descriptor} {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    [[nodiscard]] int get() const noexcept { return descriptor_; }
    [[nodiscard]] bool valid() const noexcept { return descriptor_ >= 0; }

private:
    int descriptor_ = -1;
};

// A file in $TMPDIR that has no name, so that nobody else can open it and nothing is left behind.
//
// Throws: system.
[[nodiscard]] FileDescriptor make_temporary_file();
// A file in $TMPDIR for a child that wants a path, read by this user alone and removed with the
// object.
class NamedTemporaryFile {
public:
    // Throws: disk; system.
    explicit NamedTemporaryFile(std::string_view text);
    ~NamedTemporaryFile();
    NamedTemporaryFile(const NamedTemporaryFile&) = delete;
    NamedTemporaryFile& operator=(const NamedTemporaryFile&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

// Throws: disk; system.
void write_whole_file(const FileDescriptor& file, std::string_view text);
// The whole file, from its beginning. Throws: system.
[[nodiscard]] std::string read_whole_file(const FileDescriptor& file);

// Whether this user may run the file.
[[nodiscard]] bool is_program(const std::string& path);
// The folders of $PATH.
[[nodiscard]] std::vector<std::string> folders_in_path();
// The program's path, by $PATH; empty where there is none.
[[nodiscard]] std::string find_program(std::string_view name);

// What a child gets of our files, each from its beginning. -1: nothing.
struct ChildFiles {
    int input = -1;   // its stdin
    int output = -1;  // its stdout
    int extra = -1;   // its /dev/fd/3
};

class ChildProcess {
public:
    // Starts `command` (its first element a path), with this program's environment and
    // `environment` over it: "NAME=value", or "NAME" for a variable that it must not have. What it
    // says on stderr is kept. On Linux it is killed with the thread that starts it, by whatever way
    // that ends.
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

    // Whether it has ended, waiting for that at most so long.
    [[nodiscard]] bool wait(std::chrono::milliseconds patience);
    // Asks it to end, insists after two seconds, and reaps it. Never throws.
    void kill() noexcept;

    // The time that it has had of a processor, which tells one that works from one that waits; 0
    // where the system does not tell.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const noexcept;

    // Requires: it has ended.
    [[nodiscard]] bool succeeded() const noexcept { return status_ == 0; }
    // What it said on stderr. Throws: system.
    [[nodiscard]] std::string said() const { return read_whole_file(errors_); }

private:
    int pid_ = -1;     // -1: reaped
    int status_ = -1;  // as waitpid gives it
    FileDescriptor errors_;
};

}  // namespace subset
