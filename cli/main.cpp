// The program has the command line parsed, runs the command, and turns every error into lines and
// an exit status.
#include "actions.hpp"
#include "commands.hpp"
#include "log/standard_error.hpp"
#include "log/tell_lines.hpp"
#include "metrics.hpp"
#include "parse_command_line.hpp"
#include "signals.hpp"
#include "subset/error.hpp"
#include "subset/verification.hpp"

#include <chrono>
#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using subset::Error;
using subset::ErrorKind;
using subset::Fault;
using subset::cli::CommandLine;
using subset::cli::Ending;
using subset::cli::FaultLabel;
using subset::cli::LogForm;

// Overwrites the urls in argv. They may hold passwords, and the process list shows these very bytes
// to everybody.
void hide_urls(int argc, char** argv) {
    const auto hide = [](char* text) {
        for (; *text != '\0'; ++text) {
            *text = '*';
        }
    };
    for (int i = 1; i < argc; ++i) {
        for (const std::string_view option : {"--source", "--target", "--try"}) {
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

// Says of all that is told from here on whether it is for people or for machines. The faults of the
// command line itself are among it, so this is looked for before the line is parsed.
void choose_log_form(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument{argv[i]};
        const bool next = argument == "--log-format" && i + 1 < argc;
        if (argument == "--log-format=json" || (next && std::string_view{argv[i + 1]} == "json")) {
            subset::cli::use_log_form(LogForm::json);
        }
    }
}

void tell(const Fault& fault, ErrorKind kind) {
    subset::cli::tell_fault(fault, FaultLabel::error, kind);
    if (subset::cli::in_actions() && subset::cli::log_form() == LogForm::text) {
        subset::cli::tell(subset::cli::render_annotation(fault));
    }
}

Ending fail(ErrorKind kind, const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) {
        tell(fault, kind);
    }
    Ending ending;
    ending.status = subset::exit_status(kind);
    ending.kind = kind;
    return ending;
}

// Whether the error is only a consequence of Ctrl-C: a query that was cancelled for it, or a child
// process that got the same signal.
bool is_interruption(const Error& error, const subset::Cancellation& cancellation) {
    return error.kind() == ErrorKind::interrupted ||
           (cancellation.requested() && subset::exit_status(error.kind()) == 1 &&
            error.kind() != ErrorKind::in_doubt);
}

// Does the work that `attempt` is, and tells why it failed where it does.
template <typename Attempt>
Ending end_of(const Attempt& attempt, const subset::Cancellation& cancellation) {
    try {
        return attempt();
    } catch (const Error& error) {
        if (is_interruption(error, cancellation)) {
            const bool has_hint = error.kind() == ErrorKind::interrupted && !error.hint().empty();
            return fail(ErrorKind::interrupted,
                        {{"interrupted", has_hint ? error.hint() : "The target is as it was."}});
        }
        return fail(error.kind(), error.faults());
    } catch (const std::bad_alloc&) {
        return fail(
            ErrorKind::system,
            {{"out of memory", "A smaller [limits] memory makes the rows spill to disk sooner."}});
    } catch (const std::exception& error) {
        return fail(ErrorKind::system,
                    {{error.what(), "This should not happen; please report it."}});
    }
}

// Runs the command. A twin that verify found not whole fails it, and what was found is kept.
Ending execute_and_check(const CommandLine& command_line, subset::Cancellation& cancellation) {
    Ending ending;
    ending.outcome = subset::cli::execute(command_line, cancellation);
    ending.status = ending.outcome.status;
    if (ending.outcome.verification) {
        try {
            subset::throw_unless_whole(*ending.outcome.verification);
        } catch (const Error& error) {
            const Ending failed = fail(error.kind(), error.faults());
            ending.status = failed.status;
            ending.kind = failed.kind;
        }
    }
    return ending;
}

Ending run(int argc, char** argv, subset::Cancellation& cancellation,
           std::optional<subset::cli::SignalWatcher>& watcher) {
    const auto begin = std::chrono::steady_clock::now();
    std::optional<subset::cli::MetricsFile> metrics;
    bool quiet = true;  // the help and the version are all that their callers want
    Ending ending = end_of(
        [&]() -> Ending {
            auto command_line = subset::cli::parse_command_line(argc, argv);
            hide_urls(argc, argv);
            if (!command_line) {
                return {};
            }
            quiet = command_line->console.quiet;
            watcher.emplace(cancellation);
            command_line->overrides.cancellation = &cancellation;
            if (command_line->metrics) {
                metrics.emplace(*command_line);
            }
            return end_of([&] { return execute_and_check(*command_line, cancellation); },
                          cancellation);
        },
        cancellation);
    ending.seconds =
        std::chrono::duration<double>{std::chrono::steady_clock::now() - begin}.count();
    ending.time = std::chrono::system_clock::now();
    if (metrics) {
        metrics->write(ending);
    }
    if (!quiet) {
        subset::cli::tell_end(ending.status, ending.seconds);
    }
    return ending;
}

}  // namespace

int main(int argc, char** argv) {
    choose_log_form(argc, argv);
    subset::Cancellation cancellation;
    std::optional<subset::cli::SignalWatcher> watcher;
    const Ending ending = run(argc, argv, cancellation, watcher);
    subset::cli::finish_telling(cancellation);
    return ending.status;
}
