#include "pg/pace/pace.hpp"

#include <algorithm>
#include <thread>

namespace subset::pg {
namespace {

// A cancellation is looked at again after each sleep, which lasts no longer than this.
constexpr auto pace_tick = std::chrono::milliseconds{50};
constexpr std::uint64_t largest_part = std::uint64_t{16} << 20;
// The first part is as small as if every row were so large.
constexpr std::uint64_t width_to_begin_with = std::uint64_t{64} << 10;
constexpr std::uint64_t most_rows_of_part = 1'000'000;
constexpr std::uint64_t most_growth = 8;
constexpr std::uint64_t to_spare = 8;  // of a row's width, since those that come may be wider

}  // namespace

Pace::Time Pace::system_time() {
    return {[] { return Clock::now(); },
            [](Clock::duration time) { std::this_thread::sleep_for(time); }};
}

Pace::Pace(std::uint64_t bytes_per_second, Time time)
    : bytes_per_second_{bytes_per_second}, time_{std::move(time)} {}

Pace::Clock::time_point Pace::wait_turn(const Cancellation& cancellation) {
    for (;;) {
        cancellation.check();
        const Clock::time_point now = time_.now();
        Clock::duration left{};
        {
            const std::lock_guard lock{mutex_};
            if (now >= next_) {
                return now;
            }
            left = std::min<Clock::duration>(next_ - now, pace_tick);
            use_.waited_seconds += std::chrono::duration<double>{left}.count();
        }
        time_.sleep(left);
    }
}

void Pace::charge(Clock::time_point begun, std::uint64_t bytes) {
    const std::chrono::duration<double> seconds{static_cast<double>(bytes) /
                                                static_cast<double>(bytes_per_second_)};
    const std::lock_guard lock{mutex_};
    next_ = std::max(next_, begun) + std::chrono::duration_cast<Clock::duration>(seconds);
    if (bytes > 0) {
        use_.bytes += bytes;
        ++use_.statements;
        use_.longest_bytes = std::max(use_.longest_bytes, bytes);
    }
}

std::uint64_t Pace::part_bytes() const noexcept {
    return std::clamp<std::uint64_t>(bytes_per_second_ / 10, 1, largest_part);
}

PaceUse Pace::use() const {
    const std::lock_guard lock{mutex_};
    return use_;
}

PartSize::PartSize(std::uint64_t part_bytes) noexcept
    : part_bytes_{part_bytes},
      rows_{std::max<std::uint64_t>(part_bytes / width_to_begin_with, 1)} {}

void PartSize::learn(std::uint64_t rows, std::uint64_t widest) noexcept {
    if (rows == 0) {
        return;
    }
    // One wide row makes the next parts small, and not all that follow.
    width_ = std::max({widest, width_ / 2, std::uint64_t{1}});
    rows_ = std::clamp<std::uint64_t>(part_bytes_ / (width_ + width_ / to_spare), 1,
                                      std::min(rows_ * most_growth, most_rows_of_part));
}

}  // namespace subset::pg
