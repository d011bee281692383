// init_command.hpp
//
// Writes a first config, and with --try makes the sample to try it on. Part of the program.
#pragma once

#include "commands.hpp"
#include "log/run_log.hpp"

namespace subset::cli {

// Throws: as init(); usage, where there is a config already. With --try as make_sample_shop() and
//         run(), too.
[[nodiscard]] Outcome execute_init(const CommandLine& command_line, RunLog& log,
                                   Cancellation& cancellation);

}  // namespace subset::cli
