// take_command.hpp
//
// Shows what `subset take` does, and the cases that a target has. Part of the program.
#pragma once

#include "commands.hpp"
#include "console.hpp"
#include "subset/output_file.hpp"

namespace subset::cli {

// `file`: of --report; null where there is none.
// Throws: as take(), list_cases() and forget_case().
void execute_take(const CommandLine& command_line, const Config& config, Console& console,
                  Cancellation& cancellation, OutputFile* file);

}  // namespace subset::cli
