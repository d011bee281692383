#include "parse_command_line.hpp"

#include "check_command_line.hpp"
#include "help.hpp"
#include "log/tell_lines.hpp"
#include "subset/error.hpp"
#include "subset/patient_writer.hpp"
#include "subset/version.hpp"
#include "suggest.hpp"
#include "take_options.hpp"
#include "terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset::cli {
namespace {

// Throws a usage error that says what CLI11 says, worded as the program's own messages are.
[[noreturn]] void throw_usage(const CLI::ParseError& error) {
    std::string message = error.what();
    if (is_url(message)) {
        message = "an option has a url where none belongs";
    } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        message = message.substr(0, message.find(':')) + " takes one value, once";
    }
    const bool excluded = dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr;
    throw Error{ErrorKind::usage, message,
                excluded ? "Leave one of the two out." : std::string{refer_to_help}};
}

[[noreturn]] void throw_usage(Fault fault) { throw Error{ErrorKind::usage, {std::move(fault)}}; }

// CLI11 fills in these variables.
struct Parsed {
    CommandLine line;
    std::string command;  // as it was named; empty: a refresh
    std::string config;
    std::string format;
    std::string form;  // of a script of rows
    std::string log_format;
    std::string progress;
    bool dry_run = false;
    TakeOptions take;
};

CLI::App* add_command(CLI::App& app, const std::string& name, Parsed& parsed, Command command) {
    auto* added = app.add_subcommand(name);
    added->set_help_flag();
    added->fallthrough();  // options may stand on either side of the command
    added->callback([&parsed, command, name] {
        parsed.line.command = command;
        parsed.command = name;
    });
    return added;
}

void add_shared_options(CLI::App& app, Parsed& parsed) {
    CommandLine& line = parsed.line;
    app.set_help_flag("-h,--help");
    app.set_version_flag("-V,--version", fmt::format("subset {}", version));
    app.add_option("-c,--config", parsed.config);
    app.add_option("--source", line.overrides.source_url);
    app.add_option("--target", line.overrides.target_url);
    app.add_option("--report", line.report);
    auto* quiet = app.add_flag("--quiet", line.console.quiet);
    app.add_flag("--verbose", line.console.verbose)->excludes(quiet);
    app.add_flag("--log-sql", line.console.log_sql);
    app.add_option("--log-format", parsed.log_format)->check(CLI::IsMember({"text", "json"}));
    app.add_option("--progress", parsed.progress)
        ->check(CLI::IsMember({"none", "plain", "bar"}))
        ->excludes(quiet);
    app.add_option("--metrics", line.metrics);
    app.add_option("--jobs", line.overrides.jobs)->check(CLI::Range(std::uint64_t{1}, most_jobs));
}

void add_commands(CLI::App& app, Parsed& parsed) {
    CommandLine& line = parsed.line;
    // The word `run` may be left out, so its options are accepted without it.
    app.add_flag("--locked", line.overrides.locked);
    app.add_option("--html", line.html);
    app.add_option("--since", line.since);
    app.add_option("--format", parsed.form)->check(CLI::IsMember({"copy", "inserts", "csv"}));
    app.add_flag("--dry-run", parsed.dry_run);
    add_command(app, "run", parsed, Command::run);
    auto* plan = add_command(app, "plan", parsed, Command::plan);
    auto* masks = plan->add_flag("--masks", line.overrides.propose_masks);
    auto* estimate = plan->add_flag("--estimate", line.estimate)->excludes(masks);
    plan->add_option("--privacy", line.privacy)->excludes(masks)->excludes(estimate);
    plan->add_option("--format", parsed.format)
        ->check(CLI::IsMember({"text", "json", "markdown", "html"}))
        ->excludes(masks);
    auto* graph = add_command(app, "graph", parsed, Command::graph);
    graph->add_option("--format", parsed.format)->check(CLI::IsMember({"dot", "mermaid", "svg"}));
    graph->add_flag("--all", line.whole_schema);
    auto* counted = graph->add_flag("--plan", line.counted);
    graph->add_flag("--estimate", line.estimate)->excludes(counted);
    auto* why = add_command(app, "why", parsed, Command::why);
    why->add_option("table", line.question.table)->required();
    why->add_option("key", line.question.key);
    why->add_option("--format", parsed.format)->check(CLI::IsMember({"text", "json"}));
    auto* verify = add_command(app, "verify", parsed, Command::verify);
    verify->add_flag("--unstamped", line.overrides.unstamped);
    verify->add_option("--format", parsed.format)->check(CLI::IsMember({"text", "json"}));
    add_command(app, "init", parsed, Command::init)->add_option("--try", line.try_url);
    add_command(app, "schema", parsed, Command::schema);
    auto* names = add_command(app, "names", parsed, Command::names);
    names->add_option("table", line.question.table);
    add_take_options(*add_command(app, "take", parsed, Command::take), parsed.take);
    app.add_subcommand("help")->callback([] { throw CLI::CallForHelp{}; });
    app.add_subcommand("version")->callback(
        [] { throw CLI::CallForVersion{fmt::format("subset {}", version), 0}; });
}

// Turns `--dry-run` into a plan: what would be copied is shown, and nothing is.
void apply_dry_run(Parsed& parsed) {
    CommandLine& line = parsed.line;
    if (parsed.dry_run && line.command != Command::run && line.command != Command::plan) {
        throw_usage({"--dry-run is an option of run and plan alone",
                     fmt::format("subset {} writes to no database.", parsed.command)});
    }
    if (parsed.dry_run) {
        line.command = Command::plan;
        parsed.command = "plan";
    }
}

// Where --config is not given, takes twin.toml of the working folder, but only for a command that
// is named: `subset` alone would start a refresh by mistake too easily.
void find_config(Parsed& parsed) {
    const Command command = parsed.line.command;
    if (!parsed.config.empty() || command == Command::init || command == Command::schema ||
        command == Command::names) {
        return;
    }
    constexpr const char* usual = "twin.toml";
    std::error_code error;
    const bool there = std::filesystem::is_regular_file(usual, error);
    if (there && !parsed.command.empty()) {
        parsed.config = usual;
        parsed.line.config_found = true;
        return;
    }
    if (command == Command::run || command == Command::plan || command == Command::why ||
        (command == Command::graph && (parsed.line.counted || parsed.line.estimate))) {
        throw_usage(make_no_config_fault(parsed.command, there));
    }
}

std::optional<DataForm> form_named(const std::string& name) {
    return name == "copy"      ? std::optional{DataForm::copy}
           : name == "inserts" ? std::optional{DataForm::inserts}
           : name == "csv"     ? std::optional{DataForm::csv}
                               : std::nullopt;
}

Format format_named(const std::string& name, Command command) {
    constexpr std::array<std::pair<std::string_view, Format>, 7> formats{
        {{"text", Format::text},
         {"json", Format::json},
         {"markdown", Format::markdown},
         {"html", Format::html},
         {"dot", Format::dot},
         {"mermaid", Format::mermaid},
         {"svg", Format::svg}}};
    for (const auto& [known, format] : formats) {
        if (name == known) {
            return format;
        }
    }
    return command == Command::graph ? Format::dot : Format::text;
}

// Says how the log follows the work: by a line that is rewritten in place, by lines, or not at all.
// Without the option, a terminal gets the first and everything else the second.
void choose_progress(const std::string& progress, ConsoleOptions& console) {
    const bool for_people = log_form() == LogForm::text;
    if (progress == "bar" && !for_people) {
        throw Error{ErrorKind::usage,
                    "--progress bar is drawn for people, and --log-format json is for machines",
                    "Leave one of the two out."};
    }
    console.in_place =
        for_people && (progress.empty() ? is_smart_terminal(STDERR_FILENO) : progress == "bar");
    console.follows = progress != "none";
    console.colour = for_people && wants_colour(STDERR_FILENO);
}

// Prints to standard output. It is called before signals are watched, so Ctrl-C ends it even where
// the reader has stopped.
void print(std::string_view text) {
    PatientWriter output{STDOUT_FILENO};
    (void)output.write(text, [] { return true; });
}

}  // namespace

std::optional<CommandLine> parse_command_line(int argc, char** argv) {
    if (argc == 1 && ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1) {
        CommandLine line;
        line.command = Command::first_steps;
        return line;
    }
    Parsed parsed;
    CLI::App app;
    add_shared_options(app, parsed);
    app.require_subcommand(0, 1);
    app.allow_extras();  // told below, in words of ours
    add_commands(app, parsed);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        print(help_text);
        return std::nullopt;
    } catch (const CLI::CallForVersion& version) {
        print(fmt::format("{}\n", version.what()));
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        throw_usage(error);
    }
    // "--" ends the options, so that a key may begin with a dash.
    auto extra = app.remaining(true);
    std::erase(extra, "--");
    if (!extra.empty()) {
        throw_usage(make_extra_fault(extra, parsed.command));
    }
    CommandLine& line = parsed.line;
    apply_dry_run(parsed);
    line.overrides.form = form_named(parsed.form);
    if (line.command == Command::take) {
        apply_take_options(parsed.take, line);
    }
    find_config(parsed);
    line.config = parsed.config;
    line.format = format_named(parsed.format, line.command);
    check_command_line(line);
    line.format_named = !parsed.format.empty() && parsed.format != "text";
    line.overrides.watch_lock = line.command == Command::plan;
    line.overrides.keep_lock = line.command == Command::run && !line.overrides.locked;
    line.overrides.rows_optional = line.command == Command::graph ||
                                   line.command == Command::verify ||
                                   line.command == Command::init || line.command == Command::take;
    line.overrides.source_optional = line.command == Command::verify || line.list || line.forget;
    choose_progress(parsed.progress, line.console);
    return line;
}

}  // namespace subset::cli
