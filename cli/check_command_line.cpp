#include "check_command_line.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <string>

namespace subset::cli {
namespace {

void check_names_file(std::string_view option, std::string_view given) {
    if (is_url(given)) {
        throw Error{ErrorKind::usage, fmt::format("{}: this is a url, not a file", option),
                    "A url is given by --source or --target, or by the environment variables that "
                    "the config names."};
    }
}

void check_metrics(const CommandLine& line) {
    check_names_file("--metrics", line.metrics.value_or(""));
    if (line.metrics && (line.metrics->empty() || *line.metrics == "-")) {
        throw Error{ErrorKind::usage, "--metrics names no file",
                    "Name one in the folder of the textfile collector, that ends in .prom."};
    }
    const bool measured = line.command == Command::run || line.command == Command::plan ||
                          line.command == Command::take || line.command == Command::verify;
    if (line.metrics && !measured) {
        throw Error{ErrorKind::usage, "--metrics is an option of run, plan, take and verify alone",
                    std::string{refer_to_help}};
    }
}

}  // namespace

bool is_url(std::string_view text) {
    return text.find("://") != std::string_view::npos ||
           text.find("password=") != std::string_view::npos;
}

void check_command_line(const CommandLine& line) {
    check_names_file("--config", line.config.string());
    check_names_file("--report", line.report.value_or(""));
    check_names_file("--html", line.html.value_or(""));
    check_names_file("--file", line.take.file.value_or(""));
    check_names_file("--privacy", line.privacy.value_or(""));
    if (line.privacy && !line.privacy->ends_with(".html") && !line.privacy->ends_with(".json") &&
        !line.privacy->ends_with(".md")) {
        throw Error{ErrorKind::usage, fmt::format("--privacy cannot write \"{}\"", *line.privacy),
                    "Name a file that ends in .html, .json or .md, which says its form."};
    }
    if (line.report && line.report->empty()) {
        throw Error{ErrorKind::usage, "--report is empty",
                    "Name a file, or \"-\" for standard output."};
    }
    if (line.html && (line.html->empty() || *line.html == "-")) {
        throw Error{ErrorKind::usage, "--html names no file",
                    "Name one; subset plan --format html writes to standard output."};
    }
    if (line.html && line.command != Command::run) {
        throw Error{ErrorKind::usage, "--html is an option of run alone",
                    "subset plan --format html writes the page of a plan."};
    }
    if (line.overrides.locked && line.command != Command::run && line.command != Command::plan) {
        throw Error{ErrorKind::usage, "--locked is an option of run and plan alone",
                    std::string{refer_to_help}};
    }
    if (line.overrides.form && line.command != Command::run) {
        throw Error{ErrorKind::usage,
                    "--format with copy, inserts or csv says how a script has its rows, and none "
                    "is written",
                    "It goes with run, and with --file of take."};
    }
    check_metrics(line);
    check_names_file("--since", line.since.value_or(""));
    const bool page = (line.command == Command::run && line.html) ||
                      (line.command == Command::plan && line.format == Format::html);
    if (line.since && !page) {
        throw Error{ErrorKind::usage, "--since compares in the page of HTML, and none is written",
                    "It goes with --html FILE of run, and with plan --format html."};
    }
    if (line.try_url && line.overrides.source_url) {
        throw Error{ErrorKind::usage, "--try and --source exclude each other",
                    "--try makes a source of its own on the server that it names; leave one of the "
                    "two out."};
    }
    if (line.try_url && line.try_url->empty()) {
        throw Error{ErrorKind::usage, "--try is empty",
                    "Name a server on which your role may create databases: "
                    "postgresql://me@localhost/postgres."};
    }
    if (line.command == Command::schema && (line.report || !line.config.empty())) {
        throw Error{ErrorKind::usage, "schema takes no config and makes no report",
                    "It prints the schema of every config: subset schema > twin.schema.json."};
    }
    if (line.report && line.command == Command::init) {
        throw Error{ErrorKind::usage, "init makes no report",
                    "What it finds is in the config that it writes."};
    }
}

}  // namespace subset::cli
