#include "subset/output_file.hpp"

#include "subset/error.hpp"
#include "util/safe_path.hpp"
#include "util/system/platform.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} << 10;
constexpr auto tick = std::chrono::milliseconds{100};
// The program waits so long for somebody to open a pipe for reading.
constexpr auto reader_patience = std::chrono::seconds{60};

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& path, Readers readers, std::string_view what,
                       const Cancellation* cancellation)
    : path_{path}, what_{what}, cancellation_{cancellation} {
    if (path == "-") {
        descriptor_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        if (descriptor_ < 0) {
            fail(errno);
        }
        at_once_ = std::make_unique<PatientWriter>(descriptor_);
        return;
    }
    path_ = resolve_safely(path, what);
    struct stat old{};
    const bool exists = ::stat(path_.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        open_special();
        return;
    }
    // A rename needs a right on the folder alone, so it would replace even a file that its owner
    // has made read-only. That is not what a user means.
    if (exists && ::access(path_.c_str(), W_OK) != 0) {
        fail(errno);
    }
    remove_leftovers(path_);
    open_beside(readers);
}

// Opens a pipe or device without blocking, since nobody may read the other end yet.
void OutputFile::open_special() {
    const auto deadline = Cancellation::Clock::now() + reader_patience;
    for (;;) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (descriptor_ >= 0) {
            at_once_ = std::make_unique<PatientWriter>(descriptor_);
            return;
        }
        if (errno != ENXIO || cancellation_ == nullptr || Cancellation::Clock::now() > deadline) {
            fail(errno);
        }
        cancellation_->check();
        std::this_thread::sleep_for(tick);
    }
}

void OutputFile::open_beside(Readers readers) {
    const mode_t mode = readers == Readers::owner ? 0600 : 0666;
    descriptor_ = platform::open_unnamed(path_.parent_path(), O_WRONLY, mode);
    while (descriptor_ < 0) {
        beside_ = make_name_beside(path_);
        descriptor_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor_ < 0) {
            const int error = errno;
            beside_.clear();
            fail(error);
        }
        // Another run may have removed the file as a leftover before it was locked.
        struct stat made{};
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 || ::fstat(descriptor_, &made) != 0 ||
            made.st_nlink == 0) {
            ::close(std::exchange(descriptor_, -1));
        }
    }
    (void)::flock(descriptor_, LOCK_EX | LOCK_NB);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_{std::move(other.path_)},
      what_{std::move(other.what_)},
      cancellation_{other.cancellation_},
      at_once_{std::move(other.at_once_)},
      beside_{std::exchange(other.beside_, {})},
      descriptor_{std::exchange(other.descriptor_, -1)},
      buffer_{std::move(other.buffer_)} {}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) {
        at_once_.reset();
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
    if (at_once_) {
        const int error = at_once_->write(
            buffer_, [this] { return cancellation_ == nullptr || !cancellation_->requested(); });
        if (error == ECANCELED) {
            cancellation_->check();
        }
        if (error != 0) {
            fail(error);
        }
        buffer_.clear();
        return;
    }
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
    if (!at_once_) {
        if (::fsync(descriptor_) != 0) {
            fail(errno);
        }
        if (beside_.empty()) {
            // A link cannot take the place of what is there; a rename can.
            const std::filesystem::path name = make_name_beside(path_);
            if (const int failure = platform::give_name(descriptor_, name); failure != 0) {
                fail(failure);
            }
            beside_ = name;
        }
        if (::rename(beside_.c_str(), path_.c_str()) != 0) {
            fail(errno);
        }
        beside_.clear();
    }
    at_once_.reset();
    ::close(std::exchange(descriptor_, -1));
}

void OutputFile::fail(int error) const {
    const bool full = error == ENOSPC || error == EDQUOT;
    const std::string name =
        path_ == "-"
            ? "to standard output"
            : fmt::format("{}\"{}\"", what_.empty() ? "" : "the " + what_ + " ", path_.string());
    throw Error{full || error == EFBIG ? ErrorKind::disk : ErrorKind::system,
                fmt::format("cannot write {}: {}", name, std::generic_category().message(error)),
                full             ? "Make room there, or name another place."
                : error == EFBIG ? "The limit of a file's size here is too low (ulimit -f)."
                : error == ENXIO ? "It is a pipe that nobody reads: start its reader first."
                                 : "Name a file in a folder that exists and may be written to."};
}

}  // namespace subset
