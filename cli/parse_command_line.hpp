// parse_command_line.hpp
//
// Makes a value of the command line: the command, its options, and the config that it takes.
//
// Thread-safety: one thread, before signals are watched.
#pragma once

#include "commands.hpp"

#include <optional>

namespace subset::cli {

// Returns nothing where the line only asks for the help or the version, which are printed here.
//
// Throws: usage.
[[nodiscard]] std::optional<CommandLine> parse_command_line(int argc, char** argv);

}  // namespace subset::cli
