// The program has the command line parsed, runs the command, and turns every error into lines and
// an exit status.
#include "actions.hpp"
#include "commands.hpp"
#include "parse_command_line.hpp"
#include "signals.hpp"
#include "standard_error.hpp"
#include "subset/error.hpp"
#include "terminal.hpp"

#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace {

using subset::Error;
using subset::ErrorKind;
using subset::Fault;

// Overwrites the urls in argv. They may hold passwords, and the process list shows these very bytes
// to everybody.
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
    subset::cli::tell(fault.render(
        subset::cli::coloured("error", "31", subset::cli::wants_colour(STDERR_FILENO))));
    if (subset::cli::in_actions()) {
        subset::cli::tell(subset::cli::render_annotation(fault));
    }
    return subset::exit_status(kind);
}

// Whether the error is only a consequence of Ctrl-C: a query that was cancelled for it, or a child
// process that got the same signal.
bool is_interruption(const Error& error, const subset::Cancellation& cancellation) {
    return error.kind() == ErrorKind::interrupted ||
           (cancellation.requested() && subset::exit_status(error.kind()) == 1 &&
            error.kind() != ErrorKind::in_doubt);
}

int run(int argc, char** argv, subset::Cancellation& cancellation,
        std::optional<subset::cli::SignalWatcher>& watcher) {
    try {
        auto command_line = subset::cli::parse_command_line(argc, argv);
        hide_urls(argc, argv);
        if (command_line) {
            watcher.emplace(cancellation);
            command_line->overrides.cancellation = &cancellation;
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

}  // namespace

int main(int argc, char** argv) {
    subset::Cancellation cancellation;
    std::optional<subset::cli::SignalWatcher> watcher;
    const int status = run(argc, argv, cancellation, watcher);
    subset::cli::finish_telling(cancellation);
    return status;
}
