// `subset run`: the target becomes the closure of the config's roots.
#include "commands/read_plan.hpp"
#include "commands/refresh_target.hpp"
#include "subset/subset.hpp"

namespace subset {

Report run(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, true, cancellation);
    return with_attempts(
        [&](Attempt& attempt) { return refresh_target(config, {"run"}, observer, attempt); },
        config.source.retries, observer, cancellation);
}

}  // namespace subset
