// pace.hpp
//
// A Pace holds back what is asked of a server to so many bytes a second ([source] rate). Every
// statement of the sessions that share it waits until what came before has had its time; what a
// statement brings is charged when it has come. Nothing is held back within a statement, so large
// ones are asked for in parts (CopyChannel::copy_rows).
//
// Thread-safety: all members may be called from any thread. wait_turn() waits without holding the
// others up.
#pragma once

#include "subset/cancellation.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

namespace subset::pg {

// What has come of it.
struct PaceUse {
    std::uint64_t bytes = 0;
    std::uint64_t statements = 0;     // that brought any
    std::uint64_t longest_bytes = 0;  // of these, what the longest one brought
    double waited_seconds = 0;        // by all sessions together
};

class Pace {
public:
    using Clock = std::chrono::steady_clock;

    // The time that a Pace goes by. A test holds a clock of its own.
    struct Time {
        std::function<Clock::time_point()> now;
        std::function<void(Clock::duration)> sleep;
    };
    [[nodiscard]] static Time system_time();

    explicit Pace(std::uint64_t bytes_per_second, Time time = system_time());

    // Waits until it is time for another statement, and returns when that began.
    //
    // Throws: interrupted, as soon as it is requested.
    Clock::time_point wait_turn(const Cancellation& cancellation);
    // A statement that began then has brought so many bytes. The time that it took counts.
    void charge(Clock::time_point begun, std::uint64_t bytes);

    // What one statement should bring at most: what a tenth of a second may, and 16 MB.
    [[nodiscard]] std::uint64_t part_bytes() const noexcept;
    [[nodiscard]] PaceUse use() const;

private:
    const std::uint64_t bytes_per_second_;
    const Time time_;
    mutable std::mutex mutex_;
    Clock::time_point next_ = Clock::time_point::min();  // when another statement may begin
    PaceUse use_;
};

// How many rows the next part of a statement should have, by those that have come.
class PartSize {
public:
    explicit PartSize(std::uint64_t part_bytes) noexcept;

    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    // A part of so many rows has come, the widest of which had so many bytes. The next one has as
    // many as fit if all are an eighth wider, and at most eight times as many.
    void learn(std::uint64_t rows, std::uint64_t widest) noexcept;

private:
    std::uint64_t part_bytes_;
    std::uint64_t rows_;
    std::uint64_t width_ = 0;  // of one row, as far as is known
};

}  // namespace subset::pg
