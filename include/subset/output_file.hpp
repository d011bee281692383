// output_file.hpp
//
// A file that is written beside its place and put there when it is whole: until then what was there
// stays. Foundation.
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
    // Who may read the file, whatever stood there before: its owner alone, as rows of production
    // are nobody else's, or everybody whom the umask of the process lets.
    enum class Readers { owner, umask };

    // "-" is standard output, and a path that is no regular file (a pipe, a device) is opened as it
    // is: both are written to at once, and a pipe's reader is waited for. Symbolic links are
    // followed; in a folder where everybody may write, not those of another user, and no file of
    // another user is replaced there. What a run that was killed left beside is removed.
    //
    // `what` stands in messages: "report". `cancellation` ends every wait; without one a pipe that
    // nobody reads is an error.
    //
    // Throws: system; interrupted.
    OutputFile(const std::filesystem::path& path, Readers readers, std::string_view what = {},
               const Cancellation* cancellation = nullptr);
    // Where finish() was not reached, removes the file that was written beside.
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
    // where it is not put in its place at the end
    std::unique_ptr<PatientWriter> at_once_;
    std::filesystem::path beside_;  // empty also while the file has no name yet
    int descriptor_ = -1;
    std::string buffer_;
};

}  // namespace subset
