#include "config/toml/text_file.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace subset::config {
namespace {

using Clock = std::chrono::steady_clock;

// The program waits so long for somebody to open a pipe for writing.
constexpr auto writer_patience = std::chrono::seconds{5};
constexpr int tick_ms = 100;

class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_;
};

}  // namespace

TextFile read_text_file(const std::filesystem::path& path, const Cancellation* cancellation) {
    const auto failed = [](int error) {
        return TextFile{{}, std::generic_category().message(error)};
    };
    // The file is opened without blocking, as open() would wait for somebody who writes to a pipe
    // and would hear no Ctrl-C.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (file.get() < 0) {
        return failed(errno);
    }
    std::error_code ignored;
    const bool pipe = std::filesystem::is_fifo(path, ignored);
    const auto deadline = Clock::now() + writer_patience;
    TextFile result;
    std::array<char, 16384> buffer{};
    for (;;) {
        if (cancellation != nullptr) {
            cancellation->check();
        }
        const auto got = ::read(file.get(), buffer.data(), buffer.size());
        if (got > 0) {
            result.text.append(buffer.data(), static_cast<std::size_t>(got));
        } else if (got == 0 && (!pipe || !result.text.empty())) {
            return result;
        } else if (got == 0 && Clock::now() > deadline) {
            return {{}, "it is a pipe that nobody writes to"};
        } else if (got < 0 && errno != EINTR && errno != EAGAIN) {
            return failed(errno);  // a folder can be opened; reading it fails
        } else {
            pollfd entry{file.get(), POLLIN, 0};
            (void)::poll(&entry, got == 0 ? 0 : 1, tick_ms);
        }
    }
}

}  // namespace subset::config
