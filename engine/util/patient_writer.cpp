#include "subset/patient_writer.hpp"

#include "util/system/platform.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace subset {
namespace {

// A pipe that has room takes so many bytes without blocking (POSIX: PIPE_BUF is at least that).
constexpr std::size_t safe_bytes = 512;
constexpr int tick_ms = 100;

}  // namespace

PatientWriter::PatientWriter(int descriptor) : descriptor_{descriptor} {
    struct stat what{};
    if (::fstat(descriptor, &what) != 0) {
        return;
    }
    socket_ = S_ISSOCK(what.st_mode);
    regular_ = S_ISREG(what.st_mode);
    if (S_ISFIFO(what.st_mode) || ::isatty(descriptor) == 1) {
        own_ = platform::open_again(descriptor, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    }
}

PatientWriter::~PatientWriter() {
    if (own_ >= 0) {
        ::close(own_);
    }
}

PatientWriter::Written PatientWriter::write_now(std::string_view text) noexcept {
    Written done;
    while (!text.empty()) {
        ssize_t written = 0;
        if (socket_) {
            written =
                ::send(descriptor_, text.data(), text.size(), MSG_DONTWAIT | platform::no_signal);
        } else if (own_ >= 0) {
            written = ::write(own_, text.data(), text.size());
        } else if (regular_) {
            written = ::write(descriptor_, text.data(), text.size());
        } else {
            pollfd room{descriptor_, POLLOUT, 0};
            if (::poll(&room, 1, 0) == 0) {
                return done;
            }
            written = ::write(descriptor_, text.data(), std::min(text.size(), safe_bytes));
        }
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            done.error = errno == EAGAIN || errno == EWOULDBLOCK ? 0 : errno;
            return done;
        }
        done.bytes += static_cast<std::size_t>(written);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return done;
}

int PatientWriter::write(std::string_view text, const std::function<bool()>& go_on) {
    for (;;) {
        const Written done = write_now(text);
        text.remove_prefix(done.bytes);
        if (text.empty() || done.error != 0) {
            return done.error;
        }
        pollfd room{own_ >= 0 ? own_ : descriptor_, POLLOUT, 0};
        (void)::poll(&room, 1, tick_ms);
        if (!go_on()) {
            return ECANCELED;
        }
    }
}

}  // namespace subset
