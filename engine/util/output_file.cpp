#include "util/output_file.hpp"

#include "subset/error.hpp"
#include "util/random_digits.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& path, Readers readers) : path_{path} {
    if (path == "-") {
        descriptor_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        if (descriptor_ < 0) {
            fail(errno);
        }
        return;
    }
    std::error_code ignored;
    if (const auto canonical = std::filesystem::weakly_canonical(path, ignored); !ignored) {
        path_ = canonical;
    }
    struct stat old{};
    const bool exists = ::stat(path_.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
        // Whoever may rename in the folder could replace a file that they may not write; that is
        // not meant here.
        if (exists && ::access(path_.c_str(), W_OK) != 0) {
            fail(errno);
        }
        beside_ = path_.string() + ".subset-" + make_random_digits();
        descriptor_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                             readers == Readers::owner ? 0600 : 0666);
        if (descriptor_ >= 0 && exists) {
            const bool same_group = ::fchown(descriptor_, static_cast<uid_t>(-1), old.st_gid) == 0;
            (void)::fchmod(descriptor_, old.st_mode & (same_group ? 0777 : 0707));
        }
    }
    if (descriptor_ < 0) {
        const int error = errno;
        beside_.clear();
        fail(error);
    }
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_{std::move(other.path_)},
      beside_{std::exchange(other.beside_, {})},
      descriptor_{std::exchange(other.descriptor_, -1)},
      buffer_{std::move(other.buffer_)} {}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        if (!beside_.empty()) {
            ::unlink(beside_.c_str());
        }
    }
}

void OutputFile::write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= buffer_bytes) {
        flush();
    }
}

void OutputFile::flush() {
    std::string_view left = buffer_;
    while (!left.empty()) {
        const ssize_t written = ::write(descriptor_, left.data(), left.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            fail(errno);
        }
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

void OutputFile::finish() {
    flush();
    if (!beside_.empty()) {
        if (::fsync(descriptor_) != 0 || ::rename(beside_.c_str(), path_.c_str()) != 0) {
            fail(errno);
        }
        beside_.clear();
    }
    ::close(std::exchange(descriptor_, -1));
}

void OutputFile::fail(int error) const {
    const bool full = error == ENOSPC || error == EDQUOT;
    throw Error{full ? ErrorKind::disk : ErrorKind::system,
                fmt::format("cannot write {}: {}",
                            path_ == "-" ? "to standard output" : "\"" + path_.string() + "\"",
                            std::generic_category().message(error)),
                full ? "Make room there, or name another place."
                     : "Name a file in a folder that exists and may be written to."};
}

}  // namespace subset
