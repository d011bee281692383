// `subset run`: the target becomes the closure of the config's roots.
#include "commands/read_plan.hpp"
#include "commands/refresh_target.hpp"
#include "subset/subset.hpp"

#include <optional>
#include <utility>

namespace subset {

Report run(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, true, cancellation);
    EarlierLoads earlier;
    for (;;) {
        std::optional<Report> report = with_attempts(
            [&](Attempt& attempt) {
                return refresh_target(config, {"run"}, earlier, observer, attempt);
            },
            config.source.retries, observer, cancellation);
        if (report) {
            return *std::move(report);
        }
    }
}

}  // namespace subset
