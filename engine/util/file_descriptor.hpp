// file_descriptor.hpp
//
// Owns a file descriptor, and keeps it at a number that no child process gets.
//
// Thread-safety: values.
#pragma once

#include <string_view>

namespace subset {

// A FileDescriptor closes itself. It is -1 where there is none.
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

// Children get standard input, output and error, and /dev/fd/3, by these numbers, so the
// descriptors of this program are kept above them.
inline constexpr int first_own_descriptor = 4;

// Duplicates a file descriptor to a number that is none of those that children get. `doing` is for
// the message: "cannot make a temporary file".
//
// Throws: system.
[[nodiscard]] FileDescriptor move_to_own_number(FileDescriptor file, std::string_view doing);

// Throws: disk, where the error number says that there is no room; else system.
[[noreturn]] void throw_system_error(std::string_view doing, int code);

}  // namespace subset
