// temporary_file.hpp
//
// Makes, writes and reads files in $TMPDIR, by which this program and its children hand one another
// text.
//
// Thread-safety: one thread for each file.
#pragma once

#include "util/file_descriptor.hpp"

#include <string>
#include <string_view>

namespace subset {

// Makes a file in $TMPDIR that has no name, so that nobody else can open it and nothing is left
// behind.
//
// Throws: system.
[[nodiscard]] FileDescriptor make_temporary_file();

// A NamedTemporaryFile is for a child that wants a path. This user alone can read it, and it is
// removed with the object.
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

// Writes all of the text. Throws: disk; system.
void write_whole_file(const FileDescriptor& file, std::string_view text);
// Reads the whole file, from its beginning. Throws: system.
[[nodiscard]] std::string read_whole_file(const FileDescriptor& file);

}  // namespace subset
