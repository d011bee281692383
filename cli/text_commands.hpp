// text_commands.hpp
//
// The commands that ask no database: they print a text. Part of the program.
#pragma once

#include "commands.hpp"

namespace subset::cli {

// Prints the schema of a config, the names for the completions of shells, or what to begin with.
//
// Throws: system, where standard output cannot be written; interrupted.
[[nodiscard]] Outcome execute_text(const CommandLine& command_line);

}  // namespace subset::cli
