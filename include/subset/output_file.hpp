// output_file.hpp
//
// An OutputFile is written beside its place and put there when it is whole. Until then, what was
// there before stays. Foundation.
//
// Thread-safety: one thread.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/patient_writer.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace subset {

class OutputFile {
public:
    // Readers says who may read the file, whoever could before. Rows of production are for its
    // owner alone; other files are for everybody whom the process's umask lets.
    enum class Readers { owner, umask };

    // Opens the file for writing. "-" is standard output, and a path that is no regular file (a
    // pipe, a device) is opened as it is: both are written to at once, and this waits for a pipe's
    // reader. Symbolic links are followed, but in a folder where everybody may write not those of
    // another user, and no file of another user is replaced there. What a killed run left beside
    // the file is removed.
    //
    // `what` names the file in messages: "report". `cancellation` ends every wait; without it, a
    // pipe that nobody reads is an error.
    //
    // Throws: system; interrupted.
    OutputFile(const std::filesystem::path& path, Readers readers, std::string_view what = {},
               const Cancellation* cancellation = nullptr);
    // Removes the file that was written beside, where finish() was not reached.
    ~OutputFile();
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // Throws: disk; system; interrupted.
    void write(std::string_view text);
    // Writes everything to the disk and puts the file in its place.
    //
    // Throws: disk; system; interrupted.
    void finish();

    // Whether the text goes to its place at once, so that it cannot be taken back.
    [[nodiscard]] bool writes_at_once() const noexcept { return at_once_ != nullptr; }

private:
    void open_special();
    void open_beside(Readers readers);
    void flush();
    [[noreturn]] void fail(int error) const;

    std::filesystem::path path_;
    std::string what_;
    const Cancellation* cancellation_;
    // This writes to a file that is not put in its place at the end.
    std::unique_ptr<PatientWriter> at_once_;
    std::filesystem::path beside_;  // empty also while the file has no name yet
    int descriptor_ = -1;
    std::string buffer_;
};

}  // namespace subset
