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

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// A file descriptor that closes itself. It is -1 where there is none.
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

// Makes a file in $TMPDIR that has no name, so that nobody else can open it and nothing is left
// behind.
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
// Reads the whole file, from its beginning. Throws: system.
[[nodiscard]] std::string read_whole_file(const FileDescriptor& file);

// Whether this user may run the file.
[[nodiscard]] bool is_program(const std::string& path);
// The folders that $PATH names.
[[nodiscard]] std::vector<std::string> folders_in_path();
// The path of the program by $PATH; empty where there is none.
[[nodiscard]] std::string find_program(std::string_view name);

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
