// metrics.hpp
//
// Writes how a command has ended for Prometheus: a file for the textfile collector of its node
// exporter, in the text format of Prometheus. It is written whether the command succeeds or fails.
// Part of the program.
#pragma once

#include "commands.hpp"
#include "subset/error.hpp"
#include "subset/output_file.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace subset::cli {

// This is how a command has ended.
struct Ending {
    int status = 0;
    std::optional<ErrorKind> kind = {};  // where it failed
    double seconds = 0;
    std::chrono::system_clock::time_point time{};
    Outcome outcome = {};
};

// Renders the metrics. `labels` tells this job from others in the same folder, as
// make_metric_labels() makes them; `previous` is the text that the file had, from which the moment
// of the last success is kept where this run failed.
[[nodiscard]] std::string render_metrics(std::string_view labels, const Ending& ending,
                                         std::string_view previous);

// Renders `command="run",config="twin.toml"`.
[[nodiscard]] std::string make_metric_labels(std::string_view command, std::string_view config);

class MetricsFile {
public:
    // Opens the file beside its place, before the work begins, so that one that cannot be written
    // is told at once.
    //
    // Throws: system.
    explicit MetricsFile(const CommandLine& command_line);

    // Puts the file in its place. A file that cannot be written is a warning, as the command is
    // done by then.
    void write(const Ending& ending) noexcept;

private:
    std::string labels_;
    std::string previous_;
    OutputFile file_;
};

}  // namespace subset::cli
