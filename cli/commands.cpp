#include "commands.hpp"

#include "actions.hpp"
#include "report_file.hpp"
#include "subset/subset.hpp"
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

// What two things would write to standard output at once, neither could be read there.
void check_output(const CommandLine& command_line, const Config& config) {
    if (command_line.report != standard_output) {
        return;
    }
    if (writes_script_to_output(command_line, config)) {
        throw Error{ErrorKind::usage, "--report and [target] file both ask for standard output",
                    "Name a file for one of them.", config.target.file->place};
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

// A file that is found out to be writable before the work begins; nothing for standard output.
std::unique_ptr<ReportFile> open_file(const std::optional<std::string>& path,
                                      std::string_view what = "report", bool secret = false) {
    return path && *path != standard_output ? std::make_unique<ReportFile>(*path, what, secret)
                                            : nullptr;
}

// The JSON of --report, wherever that goes.
void write_report(ReportFile* file, const CommandLine& command_line,
                  const std::function<std::string()>& render) {
    if (file != nullptr) {
        file->write(render());
    } else if (command_line.report) {
        write_output(render());
    }
}

// With something else on standard output, the text is for whoever watches.
void write_text(const CommandLine& command_line, bool output_taken,
                const std::function<std::string(int width)>& render) {
    if (output_taken || command_line.report == standard_output) {
        (void)write_all(STDERR_FILENO, render(terminal_width(STDERR_FILENO)));
    } else {
        write_output(render(terminal_width(STDOUT_FILENO)));
    }
}

// A plan in the form that was asked for; nothing where that is the text.
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

void execute_run(const CommandLine& command_line, const Config& config, Console& console,
                 Cancellation& cancellation, ReportFile* file) {
    const auto page = open_file(command_line.html, "page");
    const auto report = run(config, console, cancellation);
    console.finish();
    try {
        write_summary(report);
        write_report(file, command_line, [&] { return render_report_json(report); });
        // What a refresh did nobody asked for; what plan, why and verify answer is what they are
        // for.
        if (!command_line.console.quiet) {
            write_text(command_line, writes_script_to_output(command_line, config),
                       [&](int width) { return render_report_text(report, width); });
        }
        if (page) {
            page->write(render_report_html(report, cancellation));
        }
    } catch (const std::exception& thrown) {
        const auto* const known = dynamic_cast<const Error*>(&thrown);
        const Error error = known != nullptr ? *known : Error{ErrorKind::system, thrown.what()};
        // Any status but 0 would say that the target is as it was, and it is not.
        const Fault fault{std::string{"the twin was replaced, but this failed: "} + error.what(),
                          error.hint(), error.place()};
        (void)write_all(STDERR_FILENO, fault.render("warning"));
    }
}

void execute_plan(const CommandLine& command_line, const Config& config, Console& console,
                  Cancellation& cancellation, ReportFile* file) {
    const auto report = command_line.estimate ? estimate(config, console, cancellation)
                                              : plan(config, console, cancellation);
    console.finish();
    write_summary(report);
    write_report(file, command_line, [&] { return render_report_json(report); });
    const auto formatted = render(report, command_line.format, false, cancellation);
    if (report.mask_proposal) {
        write_output(*report.mask_proposal);
    } else if (formatted) {
        write_output(*formatted);
    }
    if (!formatted) {
        write_text(command_line, report.mask_proposal.has_value(),
                   [&](int width) { return render_report_text(report, width); });
    }
}

void execute_graph(const CommandLine& command_line, const Config& config, Console& console,
                   Cancellation& cancellation, ReportFile* file) {
    const auto report = command_line.estimate  ? estimate(config, console, cancellation)
                        : command_line.counted ? plan(config, console, cancellation)
                                               : survey(config, console, cancellation);
    console.finish();
    write_report(file, command_line, [&] { return render_report_json(report); });
    if (command_line.report != standard_output) {
        write_output(*render(report, command_line.format, command_line.whole_schema, cancellation));
    }
}

// What a command found out: as JSON, for the report too, or as text.
void show_answer(const CommandLine& command_line, ReportFile* file,
                 const std::function<std::string()>& render_json,
                 const std::function<std::string(int width)>& render_text) {
    write_report(file, command_line, render_json);
    if (command_line.format == Format::json) {
        write_output(render_json());
    } else {
        write_text(command_line, false, render_text);
    }
}

void execute_why(const CommandLine& command_line, const Config& config, Console& console,
                 Cancellation& cancellation, ReportFile* file) {
    const auto explanation = why(config, command_line.question, console, cancellation);
    console.finish();
    show_answer(
        command_line, file, [&] { return render_explanation_json(explanation); },
        [&](int width) { return render_explanation_text(explanation, width); });
}

void execute_verify(const CommandLine& command_line, const Config& config, Console& console,
                    Cancellation& cancellation, ReportFile* file) {
    const auto verification = verify(config, console, cancellation);
    console.finish();
    show_answer(
        command_line, file, [&] { return render_verification_json(verification); },
        [&](int width) { return render_verification_text(verification, width); });
    throw_unless_whole(verification);
}

// The config is written, and shown where standard output is taken to some other place: `subset init
// > my.toml` does what it looks like. It holds a key, which no terminal needs to show.
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
    const auto file = open_file(path, "config", true);
    const std::string text =
        init(make_default_config(command_line.overrides), console, cancellation);
    console.finish();
    if (file) {
        file->write(text);
    }
    const bool shown = !command_line.console.quiet && ::isatty(STDOUT_FILENO) == 0;
    if (shown || !file) {
        write_output(text);
    }
    if (file && !command_line.console.quiet) {
        (void)write_all(STDERR_FILENO,
                        fmt::format("Written to {0}. Next: subset plan --config {0}\n", path));
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
    const auto file = open_file(command_line.report);
    const Config config = command_line.config.empty()
                              ? make_default_config(command_line.overrides)
                              : read_config(command_line.config, command_line.overrides);
    check_output(command_line, config);
    switch (command_line.command) {
        case Command::plan:
            execute_plan(command_line, config, console, cancellation, file.get());
            return;
        case Command::graph:
            execute_graph(command_line, config, console, cancellation, file.get());
            return;
        case Command::why:
            execute_why(command_line, config, console, cancellation, file.get());
            return;
        case Command::verify:
            execute_verify(command_line, config, console, cancellation, file.get());
            return;
        default:
            execute_run(command_line, config, console, cancellation, file.get());
    }
}

}  // namespace subset::cli
