// output_file.hpp
//
// A file that is written beside its place and put there when it is whole: until then what was there
// stays. Foundation.
//
// Thread-safety: one thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace subset {

class OutputFile {
public:
    enum class Readers { owner, umask };

    // "-" is standard output, and a path that is no regular file (a pipe, a device) is opened as it
    // is: both are written to at once. A symbolic link is followed. The new file can be read by
    // whoever could read the old one; where there is none, by its owner alone, as one that holds
    // rows of production, or as the process' umask has it.
    //
    // Throws: system.
    OutputFile(const std::filesystem::path& path, Readers readers);
    // Removes the file beside, where finish() was not reached.
    ~OutputFile();
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // Throws: disk; system.
    void write(std::string_view text);
    // Everything to the disk, and the file to its place. Throws: disk; system.
    void finish();

    // What is written cannot be taken back.
    [[nodiscard]] bool writes_at_once() const noexcept { return beside_.empty(); }

private:
    void flush();
    [[noreturn]] void fail(int error) const;

    std::filesystem::path path_;
    std::filesystem::path beside_;  // empty where the path is written to directly
    int descriptor_ = -1;
    std::string buffer_;
};

}  // namespace subset
