// suggest.hpp
//
// What somebody meant who typed something else: every refusal of a command line holds the next
// thing to type. Part of the program.
#pragma once

#include "subset/error.hpp"

#include <string>
#include <vector>

namespace subset::cli {

// About what the command line has too much, in its order; not empty. Nothing that may be a
// connection string is shown. `command` is the one that was named, or empty.
[[nodiscard]] Fault make_extra_fault(const std::vector<std::string>& extra,
                                     const std::string& command);

// About a command that needs a config where none is named and the working folder has no twin.toml
// that it could take. `has_twin`: there is one, but a refresh wants it to be named.
[[nodiscard]] Fault make_no_config_fault(const std::string& command, bool has_twin);

}  // namespace subset::cli
