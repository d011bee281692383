// refresh_target.hpp
//
// What `run` and `take` have in common: rows from the source's snapshot into the target, stage by
// stage. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "commands/earlier_loads.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"
#include "util/attempt.hpp"

#include <optional>
#include <string>

namespace subset {

// What the rows come for.
struct Purpose {
    std::string command;  // "run", "take"
    bool raw = false;     // nothing is masked, as somebody asked for it: the stamp says so
};

// Returns nothing where the twin has turned out not to fit ([limits] fit), or to need more than its
// differing rows to be written (atomic = "rows"), which `earlier` then knows: it is to be called
// again.
//
// Requires: check_config() found nothing.
// Throws:   as run() and take().
// Cost:     the same.
[[nodiscard]] std::optional<Report> refresh_target(const Config& config, const Purpose& purpose,
                                                   EarlierLoads& earlier, Observer& listener,
                                                   Attempt& attempt);

}  // namespace subset
