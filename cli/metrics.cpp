#include "metrics.hpp"

#include "log/tell_lines.hpp"
#include "subset/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace subset::cli {
namespace {

constexpr std::string_view last_success = "subset_last_success_timestamp_seconds";

// Renders the value of a label. The format gives a meaning to the backslash, the quote and the end
// of a line; the last is none of what printable() leaves.
std::string escape_label(std::string_view value) {
    std::string escaped;
    for (const char each : printable(value)) {
        escaped += each == '\\' || each == '"' ? std::string{'\\', each} : std::string{each};
    }
    return escaped;
}

// Collects the lines of the file. All samples of one metric stand below its HELP and TYPE.
class MetricLines {
public:
    explicit MetricLines(std::string_view labels) : labels_{labels} {}

    void metric(std::string_view name, std::string_view help) {
        name_ = name;
        text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
    }
    // Adds a sample of the last metric; `label` and `value_of_label` come beside the labels of all.
    void sample(std::string_view value, std::string_view label = {},
                std::string_view value_of_label = {}) {
        const auto more = label.empty()
                              ? std::string{}
                              : fmt::format(",{}=\"{}\"", label, escape_label(value_of_label));
        text_ += fmt::format("{}{{{}{}}} {}\n", name_, labels_, more, value);
    }
    void only(std::string_view name, std::string_view help, std::string_view value) {
        metric(name, help);
        sample(value);
    }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string_view labels_;
    std::string_view name_;
    std::string text_;
};

std::string seconds_text(double seconds) { return fmt::format("{:.3f}", seconds); }

std::string unix_time(std::chrono::system_clock::time_point time) {
    return seconds_text(std::chrono::duration<double>{time.time_since_epoch()}.count());
}

// Finds the moment of the last success in the file as it was.
std::string find_last_success(std::string_view labels, std::string_view previous) {
    const std::string begin = fmt::format("{}{{{}}} ", last_success, labels);
    const auto found = ("\n" + std::string{previous}).find("\n" + begin);
    if (found == std::string::npos) {
        return {};
    }
    const auto value = previous.substr(found + begin.size());
    return std::string{value.substr(0, value.find('\n'))};
}

void add_ending(MetricLines& lines, std::string_view labels, const Ending& ending,
                std::string_view previous) {
    lines.metric("subset_info", "The version of the program that wrote this.");
    lines.sample("1", "version", version);
    lines.only("subset_last_run_timestamp_seconds", "When the last run ended.",
               unix_time(ending.time));
    lines.only("subset_last_run_duration_seconds", "How long the last run took.",
               seconds_text(ending.seconds));
    lines.only("subset_last_run_exit_status", "The exit status of the last run; 0 is success.",
               std::to_string(ending.status));
    if (ending.kind) {
        lines.metric("subset_last_run_error", "Why the last run failed.");
        lines.sample("1", "kind", name_of(*ending.kind));
    }
    const std::string success =
        ending.status == 0 ? unix_time(ending.time) : find_last_success(labels, previous);
    if (!success.empty()) {
        lines.only(last_success, "When a run last succeeded.", success);
    }
}

void add_report(MetricLines& lines, const Report& report) {
    const StageSeconds& seconds = report.seconds;
    lines.metric("subset_stage_duration_seconds", "How long each stage of the last run took.");
    for (const auto& [stage, took] :
         std::array<std::pair<std::string_view, double>, 5>{{{"catalog", seconds.catalog},
                                                             {"closure", seconds.closure},
                                                             {"schema", seconds.schema},
                                                             {"load", seconds.load},
                                                             {"finish", seconds.finish}}}) {
        lines.sample(seconds_text(took), "stage", stage);
    }
    std::uint64_t dangling = 0;
    for (const ReferenceReport& reference : report.references) {
        dangling += reference.dangling;
    }
    lines.only("subset_rows", "The rows of the twin.", std::to_string(report.rows));
    lines.only("subset_bytes", "The bytes of these rows as they travelled.",
               std::to_string(report.bytes));
    lines.only("subset_dangling_rows", "Rows whose parent row does not exist.",
               std::to_string(dangling));
    lines.only("subset_notes", "Lines that say what was left out, emptied or taken by default.",
               std::to_string(report.notes.size()));
    lines.only("subset_peak_memory_bytes", "The memory that the run took at most.",
               std::to_string(report.peak_memory_bytes));
    lines.metric("subset_table_rows", "The rows of each table of the twin that has any.");
    for (const TableReport& table : report.tables) {
        if (table.rows > 0) {
            lines.sample(std::to_string(table.rows), "table", table.table);
        }
    }
}

void add_verification(MetricLines& lines, const Verification& verification) {
    lines.only("subset_twin_whole", "Whether every reference of the twin holds.",
               verification.whole() ? "1" : "0");
    std::uint64_t dangling = 0;
    for (const VerifiedReference& reference : verification.references) {
        dangling += reference.dangling;
    }
    lines.only("subset_dangling_rows", "Rows whose parent row does not exist.",
               std::to_string(dangling));
    if (verification.stamp) {
        lines.only("subset_twin_age_seconds", "How long ago the twin's rows were read.",
                   seconds_text(verification.stamp->age_seconds));
    }
    lines.metric("subset_table_rows", "The rows of each table of the twin that has any.");
    for (const VerifiedTable& table : verification.tables) {
        if (table.rows > 0) {
            lines.sample(std::to_string(table.rows), "table", table.table);
        }
    }
}

std::string read_previous(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) {
        return {};
    }
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string_view name_of_command(Command command) {
    return command == Command::plan     ? "plan"
           : command == Command::verify ? "verify"
           : command == Command::take   ? "take"
                                        : "run";
}

}  // namespace

std::string make_metric_labels(std::string_view command, std::string_view config) {
    return fmt::format(R"(command="{}",config="{}")", command, escape_label(config));
}

std::string render_metrics(std::string_view labels, const Ending& ending,
                           std::string_view previous) {
    MetricLines lines{labels};
    add_ending(lines, labels, ending, previous);
    if (ending.outcome.report) {
        add_report(lines, *ending.outcome.report);
    }
    if (ending.outcome.verification) {
        add_verification(lines, *ending.outcome.verification);
    }
    return lines.text();
}

MetricsFile::MetricsFile(const CommandLine& command_line)
    : labels_{make_metric_labels(name_of_command(command_line.command),
                                 command_line.config.string())},
      previous_{read_previous(*command_line.metrics)},
      file_{*command_line.metrics, OutputFile::Readers::umask, "metrics"} {}

void MetricsFile::write(const Ending& ending) noexcept {
    try {
        file_.write(render_metrics(labels_, ending, previous_));
        file_.finish();
    } catch (const std::exception& thrown) {
        const auto* const known = dynamic_cast<const Error*>(&thrown);
        try {
            tell_fault({thrown.what(), known == nullptr ? "" : known->hint()}, FaultLabel::warning);
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): there is no memory left
        }
    }
}

}  // namespace subset::cli
