#include "report_file.hpp"

#include "subset/error.hpp"
#include "terminal.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace subset::cli {

ReportFile::ReportFile(const std::filesystem::path& path, std::string_view what, bool secret)
    : what_{what} {
    std::error_code ignored;
    path_ = std::filesystem::weakly_canonical(path, ignored);
    if (path_.empty()) {
        path_ = path;
    }
    const auto status = std::filesystem::status(path_, ignored);
    const bool replaceable =
        !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
    if (replaceable) {
        // Whoever may rename in the folder could replace a file that they may not write; that is
        // not meant here.
        if (std::filesystem::exists(status) && ::access(path_.c_str(), W_OK) != 0) {
            fail(errno);
        }
        beside_ = path_;
        beside_ += ".tmp" + std::to_string(::getpid());
        const mode_t mode = secret ? 0600 : 0666;
        descriptor_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    } else {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    }
    if (descriptor_ < 0) {
        fail(errno);
    }
}

ReportFile::~ReportFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        if (!beside_.empty()) {
            ::unlink(beside_.c_str());
        }
    }
}

void ReportFile::write(std::string_view json) {
    if (const int error = write_all(descriptor_, json); error != 0) {
        fail(error);
    }
    if (!beside_.empty() && ::rename(beside_.c_str(), path_.c_str()) != 0) {
        fail(errno);
    }
    ::close(descriptor_);
    descriptor_ = -1;
}

void ReportFile::fail(int error) const {
    throw Error{ErrorKind::system,
                "cannot write the " + what_ + " \"" + path_.string() +
                    "\": " + std::generic_category().message(error),
                "Name a file in a folder that exists and may be written to."};
}

}  // namespace subset::cli
