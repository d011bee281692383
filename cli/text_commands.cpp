#include "text_commands.hpp"

#include "help.hpp"
#include "outputs.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"
#include "subset/printable.hpp"

#include <filesystem>
#include <string>
#include <system_error>

namespace subset::cli {
namespace {

// A shell asks for these while somebody types, so what is wrong with the lock file is not told
// here.
std::string render_names(const CommandLine& command_line) {
    std::string text;
    try {
        const std::filesystem::path config =
            command_line.config.empty() ? "twin.toml" : command_line.config;
        for (const std::string& name : list_locked_names(config, command_line.question.table)) {
            text += printable(name) + "\n";
        }
    } catch (const Error&) {
        return {};
    }
    return text;
}

std::string render_first_steps() {
    std::error_code ignored;
    const bool has_config = std::filesystem::is_regular_file("twin.toml", ignored);
    return std::string{first_steps_text} +
           std::string{has_config ? first_steps_with_config : first_steps_without_config};
}

}  // namespace

Outcome execute_text(const CommandLine& command_line) {
    switch (command_line.command) {
        case Command::schema:
            write_output(command_line, render_config_schema());
            return {};
        case Command::names:
            write_output(command_line, render_names(command_line));
            return {};
        default:
            write_output(command_line, render_first_steps());
            // Whoever meant to refresh a twin must not take this for done.
            return {{}, {}, exit_status(ErrorKind::usage)};
    }
}

}  // namespace subset::cli
