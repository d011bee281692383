// console.hpp
//
// The console shows a run while it works: it is an Observer that writes to standard error. On a
// terminal, the stage at work is one line, rewritten in place, and a line stays for each stage that
// is done. Elsewhere, there is a line for each stage and one every few seconds. Part of the
// program.
//
// Thread-safety: all members may be called from any thread.
#pragma once

#include "log/progress_line.hpp"
#include "log/run_log.hpp"
#include "subset/observer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace subset::cli {

struct ConsoleOptions {
    bool quiet = false;     // nothing but warnings and what log_sql asks for
    bool follows = true;    // stages and their progress are told
    bool verbose = false;   // details, and a line for each table
    bool log_sql = false;   // every statement
    bool in_place = false;  // progress is one line, rewritten
    bool colour = false;    // in that line, and of labels
};

// The device says where a console writes, and what the console knows of the world; a test brings
// its own.
struct ConsoleDevice {
    std::function<void(std::string_view)> write;
    // It writes text that may be lost; where it is not given, `write` is used.
    std::function<void(std::string_view)> write_progress = {};
    std::function<int()> width;
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

// A statement that is longer than this is shown by its beginning.
inline constexpr std::size_t longest_statement = 2000;
// Returns the beginning of the text, at most so many bytes, cut between two characters of UTF-8.
[[nodiscard]] std::string_view beginning(std::string_view text, std::size_t bytes);

// Makes the device that writes to standard error.
[[nodiscard]] ConsoleDevice make_stderr_device();

class Console final : public RunLog {
public:
    Console(ConsoleOptions options, ConsoleDevice device);
    // Erases the progress line.
    ~Console() override;
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    [[nodiscard]] bool watched() const override { return options_.in_place && !options_.quiet; }
    void stage_started(Stage stage) override;
    void progress(const Progress& progress) override;
    void warning(const Fault& fault) override;
    void note(std::string_view text) override;
    void detail(std::string_view text) override;
    void sql(std::string_view connection, std::string_view statement) override;

    // Erases the progress line, so that something else can be written there.
    void clear();
    // Erases the progress line; the line of the last stage stays.
    void finish() override;

private:
    using Time = std::chrono::steady_clock::time_point;

    // Each of these requires that the caller holds the mutex.
    void draw(Time now);
    void clear_line();
    void write_line(std::string_view line);
    void write_progress(std::string_view text);
    void tell_finished_table(Time now);
    // Writes the line that stays of a stage that is done.
    void tell_finished_stage(Time now);
    [[nodiscard]] std::size_t columns() const;
    [[nodiscard]] double seconds_in_stage(Time now) const;

    const ConsoleOptions options_;
    const ConsoleDevice device_;
    std::mutex mutex_;
    StagePosition position_;
    Time stage_start_{};
    Time item_start_{};  // of the table, index, ... that is told
    Time last_told_{};
    bool line_stands_ = false;
    bool in_stage_ = false;
};

}  // namespace subset::cli
