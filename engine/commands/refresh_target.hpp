// refresh_target.hpp
//
// What `run` and `take` have in common: rows from the source's snapshot into the target, stage by
// stage. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"
#include "util/attempt.hpp"

#include <string>

namespace subset {

// What the rows come for.
struct Purpose {
    std::string command;  // "run", "take"
    bool raw = false;     // nothing is masked, as somebody asked for it: the stamp says so
};

// Requires: check_config() found nothing.
// Throws:   as run() and take().
// Cost:     the same.
[[nodiscard]] Report refresh_target(const Config& config, const Purpose& purpose,
                                    Observer& listener, Attempt& attempt);

}  // namespace subset
