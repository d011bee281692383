// suggest.hpp
//
// Guesses what somebody meant who typed something else, so that every refusal of a command line
// holds the next thing to type. Part of the program.
#pragma once

#include "subset/error.hpp"

#include <string>
#include <vector>

namespace subset::cli {

// Makes the fault about words that the command line must not have. `extra` has them in their order,
// at least one. No word that may be a connection string is shown. `command` is the one that was
// named, or empty.
[[nodiscard]] Fault make_extra_fault(const std::vector<std::string>& extra,
                                     const std::string& command);

// Makes the fault about a command that needs a config, where none is named. With `has_twin` the
// working folder has a twin.toml, but a refresh takes it only where the command or the file is
// named.
[[nodiscard]] Fault make_no_config_fault(const std::string& command, bool has_twin);

}  // namespace subset::cli
