#include "commands/planned_source.hpp"

#include "source/masks/mask_keys.hpp"
#include "twin/source_end.hpp"

namespace subset {

PlannedSource::PlannedSource(const Config& config, bool rows, Observer& observer, Attempt& attempt)
    : watch{observer, Stage::connect},
      snapshot{end_of_masked_source(config), scope_of_source(config), observer,
               attempt.cancellation()} {
    attempt.begin();
    watch.enter(Stage::catalog);
    plan = read_plan(config, snapshot, observer, rows);
    tell_source(plan.catalog, observer);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
}

}  // namespace subset
