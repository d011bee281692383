// take_command.hpp
//
// Shows what `subset take` does, and the cases that a target has. Part of the program.
#pragma once

#include "commands.hpp"
#include "log/run_log.hpp"
#include "subset/output_file.hpp"

namespace subset::cli {

// `file`: of --report; null where there is none.
// Throws: as take(), list_cases() and forget_case().
[[nodiscard]] Outcome execute_take(const CommandLine& command_line, const Config& config,
                                   RunLog& log, Cancellation& cancellation, OutputFile* file);

}  // namespace subset::cli
