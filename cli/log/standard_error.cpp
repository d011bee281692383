#include "log/standard_error.hpp"

#include "log/tell_lines.hpp"
#include "subset/patient_writer.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unistd.h>

namespace subset::cli {
namespace {

constexpr std::size_t most_waiting = std::size_t{1} << 20;

class StandardError {
public:
    void tell(std::string_view text, bool important) {
        const std::lock_guard lock{mutex_};
        if (write_waiting() && lost_ > 0) {
            const auto lost_lines =
                std::to_string(lost_) + " lines are left out, as nobody read on";
            waiting_ = log_form() == LogForm::json
                           ? R"({"event":"note","message":")" + lost_lines + "\"}\n"
                           : "note: " + lost_lines + "\n";
            lost_ = 0;
        }
        const std::size_t written = write_waiting() ? writer_.write_now(text).bytes : 0;
        const bool begun = written > 0 && written < text.size();
        if (!important && !begun) {
            return;
        }
        if (waiting_.size() < most_waiting) {
            waiting_ += text.substr(written);
        } else {
            ++lost_;
        }
    }

    // Writes what waits. Returns whether nothing waits any more, or nothing can be written at all.
    bool write_waiting() {
        const auto [bytes, error] = writer_.write_now(waiting_);
        waiting_.erase(0, error == 0 ? bytes : waiting_.size());
        return waiting_.empty();
    }

    void finish(Cancellation& cancellation) {
        const std::lock_guard lock{mutex_};
        constexpr auto after_signal = std::chrono::milliseconds{500};
        Cancellation patience{&cancellation, after_signal};
        (void)writer_.write(waiting_, [&] { return !patience.requested(); });
        waiting_.clear();
    }

private:
    std::mutex mutex_;
    PatientWriter writer_{STDERR_FILENO};
    std::string waiting_;
    std::size_t lost_ = 0;
};

StandardError& standard_error() {
    // It is never destroyed, as a thread that is left behind may still tell something.
    static auto* const one = new StandardError;  // NOLINT(cppcoreguidelines-owning-memory)
    return *one;
}

}  // namespace

void tell(std::string_view text) { standard_error().tell(text, true); }

void tell_progress(std::string_view text) { standard_error().tell(text, false); }

void finish_telling(Cancellation& cancellation) { standard_error().finish(cancellation); }

}  // namespace subset::cli
