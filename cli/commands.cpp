#include "commands.hpp"

#include "actions.hpp"
#include "earlier_report.hpp"
#include "init_command.hpp"
#include "log/run_log.hpp"
#include "log/tell_lines.hpp"
#include "outputs.hpp"
#include "subset/output_file.hpp"
#include "subset/patient_writer.hpp"
#include "subset/subset.hpp"
#include "take_command.hpp"
#include "terminal.hpp"
#include "text_commands.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset::cli {
namespace {

bool writes_script_to_output(const CommandLine& command_line, const Config& config) {
    return (command_line.command == Command::run && config.target.file &&
            config.target.file->value == standard_output) ||
           (command_line.command == Command::take && command_line.take.file == standard_output);
}

// Two outputs on standard output at once would be unreadable, so that is refused.
void check_output(const CommandLine& command_line, const Config& config) {
    if (command_line.report != standard_output) {
        return;
    }
    if (writes_script_to_output(command_line, config)) {
        throw Error{ErrorKind::usage,
                    command_line.command == Command::take
                        ? "--report and --file both ask for standard output"
                        : "--report and [target] file both ask for standard output",
                    "Name a file for one of them.",
                    config.target.file ? config.target.file->place : Place{}};
    }
    if (command_line.overrides.propose_masks) {
        throw Error{ErrorKind::usage, "--report and --masks both ask for standard output",
                    "Name a file for the report."};
    }
    if (command_line.format_named) {
        throw Error{ErrorKind::usage, "--report and --format both ask for standard output",
                    "Name a file for the report."};
    }
}

// Renders a plan in the format that was asked for; returns nothing where that is the text.
std::optional<std::string> render(const Report& report, Format format, bool all,
                                  const Cancellation& cancellation, std::string_view since = {}) {
    switch (format) {
        case Format::json:
            return render_report_json(report);
        case Format::markdown:
            return render_report_markdown(report);
        case Format::html:
            return render_report_html(report, cancellation, since);
        case Format::dot:
            return render_graph_dot(report, all);
        case Format::mermaid:
            return render_graph_mermaid(report, all);
        case Format::svg:
            return render_graph_svg(report, cancellation, all);
        case Format::text:
            break;
    }
    return std::nullopt;
}

// The name of the file says the form.
std::string render_privacy(const Report& report, std::string_view path) {
    return path.ends_with(".json") ? render_privacy_json(report)
           : path.ends_with(".md") ? render_privacy_markdown(report)
                                   : render_privacy_html(report);
}

Outcome execute_run(const CommandLine& command_line, const Config& config, RunLog& log,
                    Cancellation& cancellation, OutputFile* file) {
    auto page = open_file(command_line.html, "page", OutputFile::Readers::umask, cancellation);
    const std::string since = read_earlier_report(command_line.since);
    auto report = run(config, log, cancellation);
    log.finish();
    log.result(report);
    try {
        write_summary(report);
        write_report(file, command_line, [&] { return render_report_json(report); });
        // The summary of a refresh is an extra that --quiet leaves out; the answer of plan, why and
        // verify is what these commands are for.
        if (!command_line.console.quiet) {
            write_text(command_line, writes_script_to_output(command_line, config),
                       [&](int width) { return render_report_text(report, width); });
        }
        if (page) {
            write_file(*page, render_report_html(report, cancellation, since));
        }
    } catch (const std::exception& thrown) {
        const auto* const known = dynamic_cast<const Error*>(&thrown);
        const Error error = known != nullptr ? *known : Error{ErrorKind::system, thrown.what()};
        // A status other than 0 would say that the target is as it was, which is no longer true.
        const Fault fault{std::string{"the twin was replaced, but this failed: "} + error.what(),
                          error.hint(), error.place()};
        tell_fault(fault, FaultLabel::warning);
    }
    return {std::move(report)};
}

Outcome execute_plan(const CommandLine& command_line, const Config& config, RunLog& log,
                     Cancellation& cancellation, OutputFile* file) {
    auto page =
        open_file(command_line.privacy, "privacy audit", OutputFile::Readers::owner, cancellation);
    const std::string since = read_earlier_report(command_line.since);
    auto report = command_line.estimate ? estimate(config, log, cancellation)
                  : page                ? audit(config, log, cancellation)
                                        : plan(config, log, cancellation);
    log.finish();
    log.result(report);
    write_summary(report);
    if (page) {
        write_file(*page, render_privacy(report, *command_line.privacy));
    }
    write_report(file, command_line, [&] { return render_report_json(report); });
    const auto formatted = render(report, command_line.format, false, cancellation, since);
    if (report.mask_proposal) {
        write_output(command_line, *report.mask_proposal);
    } else if (formatted) {
        write_output(command_line, *formatted);
    }
    // Beside the lines that --masks prints the plan is an extra, which --quiet leaves out.
    if (!formatted && !(report.mask_proposal && command_line.console.quiet)) {
        write_text(command_line, report.mask_proposal.has_value(),
                   [&](int width) { return render_report_text(report, width); });
    }
    return {std::move(report)};
}

Outcome execute_graph(const CommandLine& command_line, const Config& config, RunLog& log,
                      Cancellation& cancellation, OutputFile* file) {
    auto report = command_line.estimate  ? estimate(config, log, cancellation)
                  : command_line.counted ? plan(config, log, cancellation)
                                         : survey(config, log, cancellation);
    log.finish();
    write_report(file, command_line, [&] { return render_report_json(report); });
    if (command_line.report != standard_output) {
        write_output(command_line,
                     *render(report, command_line.format, command_line.whole_schema, cancellation));
    }
    return {std::move(report)};
}

// Shows what a command found out, as JSON or as text, and writes the JSON to the report.
void show_answer(const CommandLine& command_line, OutputFile* file,
                 const std::function<std::string()>& render_json,
                 const std::function<std::string(int width)>& render_text) {
    write_report(file, command_line, render_json);
    if (command_line.format == Format::json) {
        write_output(command_line, render_json());
    } else {
        write_text(command_line, false, render_text);
    }
}

Outcome execute_why(const CommandLine& command_line, const Config& config, RunLog& log,
                    Cancellation& cancellation, OutputFile* file) {
    const auto explanation = why(config, command_line.question, log, cancellation);
    log.finish();
    show_answer(
        command_line, file, [&] { return render_explanation_json(explanation); },
        [&](int width) { return render_explanation_text(explanation, width); });
    return {};
}

Outcome execute_verify(const CommandLine& command_line, const Config& config, RunLog& log,
                       Cancellation& cancellation, OutputFile* file) {
    auto verification = verify(config, log, cancellation);
    log.finish();
    show_answer(
        command_line, file, [&] { return render_verification_json(verification); },
        [&](int width) { return render_verification_text(verification, width); });
    return {std::nullopt, std::move(verification)};
}

}  // namespace

Outcome execute(const CommandLine& command_line, Cancellation& cancellation) {
    const std::unique_ptr<RunLog> log = make_run_log(command_line.console);
    if (command_line.command == Command::init) {
        return execute_init(command_line, *log, cancellation);
    }
    if (command_line.command == Command::schema || command_line.command == Command::names ||
        command_line.command == Command::first_steps) {
        return execute_text(command_line);
    }
    if (command_line.config_found) {
        log->note("the config is " + command_line.config.string() + ", from the working folder");
    }
    auto file = open_file(command_line.report, "report", OutputFile::Readers::umask, cancellation);
    const Config config = command_line.config.empty()
                              ? make_default_config(command_line.overrides)
                              : read_config(command_line.config, command_line.overrides);
    check_output(command_line, config);
    OutputFile* const report_file = file ? &*file : nullptr;
    switch (command_line.command) {
        case Command::plan:
            return execute_plan(command_line, config, *log, cancellation, report_file);
        case Command::graph:
            return execute_graph(command_line, config, *log, cancellation, report_file);
        case Command::why:
            return execute_why(command_line, config, *log, cancellation, report_file);
        case Command::verify:
            return execute_verify(command_line, config, *log, cancellation, report_file);
        case Command::take:
            return execute_take(command_line, config, *log, cancellation, report_file);
        default:
            return execute_run(command_line, config, *log, cancellation, report_file);
    }
}

}  // namespace subset::cli
