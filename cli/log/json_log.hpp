// json_log.hpp
//
// The JsonLog tells a run to machines: one object of JSON on each line of standard error. The
// events are "stage" and "stage_end", "progress" every few seconds, "warning", "note", "detail" and
// "sql", and at the end a "table" for each table and "result"; errors and "end" come from
// tell_lines.hpp. Part of the program.
//
// Thread-safety: all members may be called from any thread.
#pragma once

#include "log/console.hpp"
#include "log/run_log.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>

namespace subset::cli {

class JsonEvent;

class JsonLog final : public RunLog {
public:
    // The width of the device is not asked for.
    JsonLog(ConsoleOptions options, ConsoleDevice device);

    void stage_started(Stage stage) override;
    void progress(const Progress& progress) override;
    void warning(const Fault& fault) override;
    void note(std::string_view text) override;
    void detail(std::string_view text) override;
    void sql(std::string_view connection, std::string_view statement) override;
    void finish() override;
    void result(const Report& report) override;

private:
    // Each of these requires that the caller holds the mutex.
    void end_stage();
    void write(const JsonEvent& event);
    [[nodiscard]] double seconds_in_stage() const;

    const ConsoleOptions options_;
    const ConsoleDevice device_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point stage_start_{};
    std::chrono::steady_clock::time_point last_told_{};
    Stage stage_ = Stage::connect;
    bool in_stage_ = false;
    std::uint64_t rows_ = 0;  // of the stage
    std::uint64_t bytes_ = 0;
};

}  // namespace subset::cli
