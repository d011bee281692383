#include "commands/planned_source.hpp"

#include "commands/read_plan.hpp"
#include "script/tell_surroundings.hpp"

namespace subset {
namespace {

Plan begin_with_plan(const Config& config, bool rows, Observer& observer, Attempt& attempt,
                     SourceSnapshot& snapshot, Stopwatch& watch) {
    attempt.begin();
    watch.enter(Stage::catalog);
    return read_plan(config, snapshot, observer, rows);
}

}  // namespace

PlannedSource::PlannedSource(const Config& config, bool rows, Observer& observer, Attempt& attempt)
    : watch{observer, Stage::connect},
      snapshot{{"source", config.source.url.value}, config, observer, attempt.cancellation()},
      plan{begin_with_plan(config, rows, observer, attempt, snapshot, watch)} {
    tell_source(plan.catalog, observer);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
}

}  // namespace subset
