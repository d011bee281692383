#include "commands.hpp"

#include "actions.hpp"
#include "report_file.hpp"
#include "subset/subset.hpp"
#include "terminal.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace subset::cli {
namespace {

constexpr std::string_view standard_output = "-";

// Whoever reads it may have read enough, as `head` does: that is no failure.
void write_output(std::string_view text) {
    if (const int error = write_all(STDOUT_FILENO, text); error != 0 && error != EPIPE) {
        throw Error{ErrorKind::system,
                    "cannot write to standard output: " + std::generic_category().message(error)};
    }
}

bool writes_script_to_output(const CommandLine& command_line, const Config& config) {
    return command_line.command == Command::run && config.target.file &&
           config.target.file->value == standard_output;
}

// With the JSON, the script, or lines that are ready to paste on standard output, the table is for
// whoever watches.
void show(const Report& report, const CommandLine& command_line, const Config& config,
          std::optional<ReportFile>& file) {
    write_summary(report);
    const bool json_on_output = command_line.report == standard_output;
    const bool output_taken =
        json_on_output || report.mask_proposal || writes_script_to_output(command_line, config);
    if (file) {
        file->write(render_report_json(report));
    } else if (json_on_output) {
        write_output(render_report_json(report));
    }
    if (report.mask_proposal) {
        write_output(*report.mask_proposal);
    }
    if (command_line.console.quiet) {
        return;
    }
    if (output_taken) {
        (void)write_all(STDERR_FILENO, render_report_text(report, terminal_width(STDERR_FILENO)));
    } else {
        write_output(render_report_text(report, terminal_width(STDOUT_FILENO)));
    }
}

}  // namespace

void execute(const CommandLine& command_line, Cancellation& cancellation) {
    std::optional<ReportFile> file;
    if (command_line.report && *command_line.report != standard_output) {
        file.emplace(*command_line.report);
    }
    const auto config = read_config(command_line.config, command_line.overrides);
    if (command_line.report == standard_output && writes_script_to_output(command_line, config)) {
        throw Error{ErrorKind::usage, "--report and [target] file both ask for standard output",
                    "Name a file for one of them.", config.target.file->place};
    }
    if (command_line.report == standard_output && command_line.overrides.propose_masks) {
        throw Error{ErrorKind::usage, "--report and --masks both ask for standard output",
                    "Name a file for the report."};
    }
    Console console{command_line.console, make_stderr_device()};

    if (command_line.command == Command::plan) {
        const auto report = plan(config, console, cancellation);
        console.clear();
        show(report, command_line, config, file);
        return;
    }
    const auto report = run(config, console, cancellation);
    console.clear();
    try {
        show(report, command_line, config, file);
    } catch (const Error& error) {
        // Any status but 0 would say that the target is as it was, and it is not.
        const Fault fault{std::string{"the twin was replaced, but this failed: "} + error.what(),
                          error.hint(), error.place()};
        (void)write_all(STDERR_FILENO, fault.render("warning"));
    }
}

}  // namespace subset::cli
