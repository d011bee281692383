// patient_writer.hpp
//
// A PatientWriter writes to something that may not take it now: a pipe or a terminal whose reader
// has stopped, which standard error and standard output may be too. No call here blocks, so the
// caller goes on hearing Ctrl-C, and lets go of a database when it should. Foundation.
//
// Thread-safety: one thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace subset {

class PatientWriter {
public:
    // The writer does not own the descriptor, which must outlive it. A pipe or terminal is opened a
    // second time, without blocking, since the flag on the descriptor itself would count for every
    // other program that shares it.
    explicit PatientWriter(int descriptor);
    ~PatientWriter();
    PatientWriter(const PatientWriter&) = delete;
    PatientWriter& operator=(const PatientWriter&) = delete;

    struct Written {
        std::size_t bytes = 0;
        int error = 0;  // an errno, or 0; also 0 where nothing could be taken
    };
    // Writes as much as is taken at once.
    [[nodiscard]] Written write_now(std::string_view text) noexcept;
    // Writes all of the text, and waits for as long as `go_on` returns true; it is asked every 100
    // ms. Returns 0, an errno, or ECANCELED.
    [[nodiscard]] int write(std::string_view text, const std::function<bool()>& go_on);

private:
    int descriptor_;
    int own_ = -1;          // without blocking
    bool socket_ = false;   // without blocking, by a flag of each call
    bool regular_ = false;  // never blocks for long
};

}  // namespace subset
