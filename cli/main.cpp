// The program: parses the command line, runs a command, and turns whatever is thrown into lines and
// an exit status.
#include "actions.hpp"
#include "commands.hpp"
#include "help.hpp"
#include "signals.hpp"
#include "subset/error.hpp"
#include "subset/version.hpp"
#include "terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

using subset::Error;
using subset::ErrorKind;
using subset::Fault;
using subset::cli::Command;
using subset::cli::CommandLine;

constexpr std::array later_commands{"graph", "why", "verify", "init"};
constexpr std::string_view see_help = "Run subset --help for the commands and options.";

[[noreturn]] void refuse_later(const std::string& what) {
    throw Error{ErrorKind::usage, what + " is not supported by this version of subset",
                std::string{see_help}};
}

// What the command line has too much, without anything that may be a connection string.
[[noreturn]] void refuse_extra(const std::vector<std::string>& extra) {
    const auto& first = extra.front();
    std::string message = "unexpected argument";
    if (first.starts_with('-')) {
        message = fmt::format("unknown option \"{}\"", first.substr(0, first.find('=')));
    } else if (first.find_first_of(":=@/") == std::string::npos) {
        message = fmt::format("unknown command or argument \"{}\"", first);
    }
    throw Error{ErrorKind::usage, message, std::string{see_help}};
}

// CLI11's messages, in the manner of ours.
[[noreturn]] void throw_usage(const CLI::ParseError& error) {
    std::string message = error.what();
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        message = message.substr(0, message.find(':')) + " takes one value, once";
    }
    throw Error{ErrorKind::usage, message, std::string{see_help}};
}

// Nothing where the command line only asked for a text, which is printed here.
//
// Throws: usage.
std::optional<CommandLine> parse_command_line(int argc, char** argv) {
    CommandLine result;
    std::string config;
    CLI::App app;
    app.set_help_flag("-h,--help");
    app.set_version_flag("--version", fmt::format("subset {}", subset::version));
    app.add_option("--config", config);
    app.add_option("--source", result.overrides.source_url);
    app.add_option("--target", result.overrides.target_url);
    app.add_option("--report", result.report);
    auto* quiet = app.add_flag("--quiet", result.console.quiet);
    app.add_flag("--verbose", result.console.verbose)->excludes(quiet);
    app.add_flag("--log-sql", result.console.log_sql);
    app.add_option("--jobs", result.overrides.jobs)
        ->check(CLI::Range(std::uint64_t{1}, subset::most_jobs));
    app.require_subcommand(0, 1);
    app.allow_extras();  // told below, in words of ours

    const auto add_command = [&app](const std::string& name) {
        auto* command = app.add_subcommand(name);
        command->set_help_flag();
        command->fallthrough();  // options may stand on either side of the command
        return command;
    };
    add_command("run");
    auto* plan = add_command("plan");
    plan->add_flag("--masks", result.overrides.propose_masks);
    for (const std::string name : later_commands) {
        add_command(name);
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        (void)subset::cli::write_all(STDOUT_FILENO, subset::cli::help_text);
        return std::nullopt;
    } catch (const CLI::CallForVersion& version) {
        (void)subset::cli::write_all(STDOUT_FILENO, fmt::format("{}\n", version.what()));
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw_usage(error);
    }

    for (const std::string name : later_commands) {
        if (app.got_subcommand(name)) {
            refuse_later("the command " + name);
        }
    }
    if (const auto extra = app.remaining(true); !extra.empty()) {
        refuse_extra(extra);
    }
    if (config.empty()) {
        throw Error{ErrorKind::usage, "no config is named", "Name one: subset --config twin.toml."};
    }
    if (result.report && result.report->empty()) {
        throw Error{ErrorKind::usage, "--report is empty",
                    "Name a file, or \"-\" for standard output."};
    }
    result.config = config;
    result.command = plan->parsed() ? Command::plan : Command::run;
    result.console.in_place = subset::cli::is_smart_terminal(STDERR_FILENO);
    return result;
}

// URLs may hold passwords, and the process list shows the command line to everybody; it shows these
// bytes.
void hide_urls(int argc, char** argv) {
    const auto hide = [](char* text) {
        for (; *text != '\0'; ++text) {
            *text = '*';
        }
    };
    for (int i = 1; i < argc; ++i) {
        for (const std::string_view option : {"--source", "--target"}) {
            const std::string_view argument{argv[i]};
            if (argument == option && i + 1 < argc) {
                hide(argv[i + 1]);
            } else if (argument.starts_with(option) &&
                       argument.substr(option.size()).starts_with('=')) {
                hide(argv[i] + option.size() + 1);
            }
        }
    }
}

int tell(const Fault& fault, ErrorKind kind) {
    (void)subset::cli::write_all(STDERR_FILENO, fault.render());
    if (subset::cli::in_actions()) {
        (void)subset::cli::write_all(STDERR_FILENO, subset::cli::render_annotation(fault));
    }
    return subset::exit_status(kind);
}

// What fails because its query was cancelled, or its child process got the same Ctrl-C, is an
// interruption.
bool is_interruption(const Error& error, const subset::Cancellation& cancellation) {
    return error.kind() == ErrorKind::interrupted ||
           (cancellation.requested() && subset::exit_status(error.kind()) == 1 &&
            error.kind() != ErrorKind::in_doubt);
}

}  // namespace

int main(int argc, char** argv) {
    subset::Cancellation cancellation;
    try {
        const auto command_line = parse_command_line(argc, argv);
        hide_urls(argc, argv);
        if (command_line) {
            const subset::cli::SignalWatcher watcher{cancellation};
            subset::cli::execute(*command_line, cancellation);
        }
        return 0;
    } catch (const Error& error) {
        if (is_interruption(error, cancellation)) {
            const bool has_hint = error.kind() == ErrorKind::interrupted && !error.hint().empty();
            return tell({"interrupted", has_hint ? error.hint() : "The target is as it was."},
                        ErrorKind::interrupted);
        }
        for (const auto& fault : error.faults()) {
            tell(fault, error.kind());
        }
        return subset::exit_status(error.kind());
    } catch (const std::bad_alloc&) {
        return tell(
            {"out of memory", "A smaller [limits] memory makes the rows spill to disk sooner."},
            ErrorKind::system);
    } catch (const std::exception& error) {
        return tell({error.what(), "This should not happen; please report it."}, ErrorKind::system);
    }
}
