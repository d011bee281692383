// check_command_line.hpp
//
// Finds options that exclude one another, or that the command does not have. Part of the program.
//
// Thread-safety: pure functions.
#pragma once

#include "commands.hpp"

#include <string_view>

namespace subset::cli {

inline constexpr std::string_view refer_to_help = "Run subset --help for the commands and options.";

// Says whether the text may hold a password, so that no message may show it.
[[nodiscard]] bool is_url(std::string_view text);

// Throws: usage.
void check_command_line(const CommandLine& line);

}  // namespace subset::cli
