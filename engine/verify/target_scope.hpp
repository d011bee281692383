// target_scope.hpp
//
// What a config says of its target alone: enough to look at a twin while the source is not there.
//
// Thread-safety: pure functions.
#pragma once

#include "config/read_scope.hpp"
#include "subset/config.hpp"

#include <string>
#include <vector>

namespace subset {

// What of the target is the twin, with the references between tables in scope; nothing else of the
// config concerns one. `schemas`: those of the twin, where the config does not say; empty: every
// user schema.
[[nodiscard]] ReadScope make_target_scope(const Config& config,
                                          const std::vector<std::string>& schemas);

// Throws: config, where the file or the target's url is faulty, or the target is a script. Nobody
//         is asked.
void check_target_config(const Config& config);

}  // namespace subset
