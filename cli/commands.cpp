#include "commands.hpp"

#include "actions.hpp"
#include "outputs.hpp"
#include "standard_error.hpp"
#include "subset/output_file.hpp"
#include "subset/patient_writer.hpp"
#include "subset/subset.hpp"
#include "take_command.hpp"
#include "terminal.hpp"

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
                                  const Cancellation& cancellation) {
    switch (format) {
        case Format::json:
            return render_report_json(report);
        case Format::markdown:
            return render_report_markdown(report);
        case Format::html:
            return render_report_html(report, cancellation);
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

void execute_run(const CommandLine& command_line, const Config& config, Console& console,
                 Cancellation& cancellation, OutputFile* file) {
    auto page = open_file(command_line.html, "page", OutputFile::Readers::umask, cancellation);
    const auto report = run(config, console, cancellation);
    console.finish();
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
            write_file(*page, render_report_html(report, cancellation));
        }
    } catch (const std::exception& thrown) {
        const auto* const known = dynamic_cast<const Error*>(&thrown);
        const Error error = known != nullptr ? *known : Error{ErrorKind::system, thrown.what()};
        // A status other than 0 would say that the target is as it was, which is no longer true.
        const Fault fault{std::string{"the twin was replaced, but this failed: "} + error.what(),
                          error.hint(), error.place()};
        tell(fault.render("warning"));
    }
}

void execute_plan(const CommandLine& command_line, const Config& config, Console& console,
                  Cancellation& cancellation, OutputFile* file) {
    auto page =
        open_file(command_line.privacy, "privacy audit", OutputFile::Readers::owner, cancellation);
    const auto report = command_line.estimate ? estimate(config, console, cancellation)
                        : page                ? audit(config, console, cancellation)
                                              : plan(config, console, cancellation);
    console.finish();
    write_summary(report);
    if (page) {
        write_file(*page, render_privacy(report, *command_line.privacy));
    }
    write_report(file, command_line, [&] { return render_report_json(report); });
    const auto formatted = render(report, command_line.format, false, cancellation);
    if (report.mask_proposal) {
        write_output(command_line, *report.mask_proposal);
    } else if (formatted) {
        write_output(command_line, *formatted);
    }
    if (!formatted) {
        write_text(command_line, report.mask_proposal.has_value(),
                   [&](int width) { return render_report_text(report, width); });
    }
}

void execute_graph(const CommandLine& command_line, const Config& config, Console& console,
                   Cancellation& cancellation, OutputFile* file) {
    const auto report = command_line.estimate  ? estimate(config, console, cancellation)
                        : command_line.counted ? plan(config, console, cancellation)
                                               : survey(config, console, cancellation);
    console.finish();
    write_report(file, command_line, [&] { return render_report_json(report); });
    if (command_line.report != standard_output) {
        write_output(command_line,
                     *render(report, command_line.format, command_line.whole_schema, cancellation));
    }
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

void execute_why(const CommandLine& command_line, const Config& config, Console& console,
                 Cancellation& cancellation, OutputFile* file) {
    const auto explanation = why(config, command_line.question, console, cancellation);
    console.finish();
    show_answer(
        command_line, file, [&] { return render_explanation_json(explanation); },
        [&](int width) { return render_explanation_text(explanation, width); });
}

void execute_verify(const CommandLine& command_line, const Config& config, Console& console,
                    Cancellation& cancellation, OutputFile* file) {
    const auto verification = verify(config, console, cancellation);
    console.finish();
    show_answer(
        command_line, file, [&] { return render_verification_json(verification); },
        [&](int width) { return render_verification_text(verification, width); });
    throw_unless_whole(verification);
}

// Writes the config to its file, and also to standard output where that is redirected, so that
// `subset init > my.toml` does what it looks like. A terminal is not shown the text, as it holds
// the key of the masks.
void execute_init(const CommandLine& command_line, Console& console, Cancellation& cancellation) {
    const std::string path = command_line.config.empty() ? "twin.toml" : command_line.config;
    std::error_code error;
    const bool taken = path != standard_output && std::filesystem::exists(path, error) &&
                       std::filesystem::file_size(path, error) != 0;
    if (taken) {
        throw Error{ErrorKind::usage, fmt::format("there is a \"{}\" already", path),
                    "Name another file: subset init --config other.toml; \"-\" is standard output "
                    "alone."};
    }
    auto file = open_file(path, "config", OutputFile::Readers::owner, cancellation);
    const std::string text =
        init(make_default_config(command_line.overrides), console, cancellation);
    console.finish();
    if (file) {
        write_file(*file, text);
    }
    const bool shown = !command_line.console.quiet && ::isatty(STDOUT_FILENO) == 0;
    if (shown || !file) {
        write_output(command_line, text);
    }
    if (file && !command_line.console.quiet) {
        tell(fmt::format("Written to {0}. Next: subset plan --config {0}\n", path));
    }
}

}  // namespace

void execute(const CommandLine& command_line, Cancellation& cancellation) {
    Console console{command_line.console, make_stderr_device()};
    if (command_line.command == Command::init) {
        execute_init(command_line, console, cancellation);
        return;
    }
    if (command_line.config_found) {
        console.note("the config is " + command_line.config.string() + ", from the working folder");
    }
    auto file = open_file(command_line.report, "report", OutputFile::Readers::umask, cancellation);
    const Config config = command_line.config.empty()
                              ? make_default_config(command_line.overrides)
                              : read_config(command_line.config, command_line.overrides);
    check_output(command_line, config);
    OutputFile* const report_file = file ? &*file : nullptr;
    switch (command_line.command) {
        case Command::plan:
            execute_plan(command_line, config, console, cancellation, report_file);
            return;
        case Command::graph:
            execute_graph(command_line, config, console, cancellation, report_file);
            return;
        case Command::why:
            execute_why(command_line, config, console, cancellation, report_file);
            return;
        case Command::verify:
            execute_verify(command_line, config, console, cancellation, report_file);
            return;
        case Command::take:
            execute_take(command_line, config, console, cancellation, report_file);
            return;
        default:
            execute_run(command_line, config, console, cancellation, report_file);
    }
}

}  // namespace subset::cli
