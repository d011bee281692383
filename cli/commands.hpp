// commands.hpp
//
// The commands of the program: each calls one function of the library and shows what came of it.
// Part of the program.
#pragma once

#include "log/console.hpp"
#include "subset/cancellation.hpp"
#include "subset/config.hpp"
#include "subset/explanation.hpp"
#include "subset/subset.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace subset::cli {

enum class Command : std::uint8_t {
    run,
    plan,
    graph,
    why,
    verify,
    init,
    take,
    schema,
    names,
    first_steps
};

enum class Format : std::uint8_t { text, json, markdown, html, dot, mermaid, svg };

// This is the command line as a value.
struct CommandLine {
    Command command = Command::run;
    std::filesystem::path config;  // empty where a command can do without
    bool config_found = false;     // in the working folder, and not named
    ConfigOverrides overrides;
    Format format = Format::text;
    bool format_named = false;           // on the command line
    bool estimate = false;               // plan, graph: from statistics
    bool counted = false;                // graph: with the rows of a plan
    bool whole_schema = false;           // graph: also what the config does not reach
    Question question = {};              // why
    TakeRequest take = {};               // take
    bool list = false;                   // take: the cases of the target
    bool forget = false;                 // take: the case of `question`
    std::optional<std::string> metrics;  // a file for Prometheus
    std::optional<std::string> try_url;  // init: a server to make the sample on
    std::optional<std::string> html;     // run: a file for the page
    std::optional<std::string> privacy;  // plan: a file for the privacy audit
    std::optional<std::string> since;    // an earlier report, for the page
    std::optional<std::string> report;   // a file; "-" is standard output
    ConsoleOptions console;
};

// This is what a command has come to, where it made one of these.
struct Outcome {
    std::optional<Report> report = {};
    std::optional<Verification> verification = {};
    int status = 0;  // with which the program ends where nothing else is wrong
};

// A twin that verify found not whole is no error here: see throw_unless_whole().
//
// Throws: Error of any kind. Nothing is thrown once `run` has replaced the target: then a report
//         that could not be written is a warning.
[[nodiscard]] Outcome execute(const CommandLine& command_line, Cancellation& cancellation);

}  // namespace subset::cli
