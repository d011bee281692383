// config_of_target.hpp
//
// What a config says of its target alone: enough to look at a twin while the source is not there.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"

#include <string>
#include <vector>

namespace subset {

// The config for reading the target as if it were the source: what is said of the target's
// connection, and of the references between tables in scope. Nothing else of it concerns a twin.
// `schemas`: those of the twin, where the config does not say; empty: every user schema.
[[nodiscard]] Config make_config_of_target(const Config& config,
                                           const std::vector<std::string>& schemas);

// Throws: config, where the file or the target's url is faulty, or the target is a script. Nobody
//         is asked.
void check_config_of_target(const Config& config);

}  // namespace subset
