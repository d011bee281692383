// `subset graph` without a plan: the tables and references that the config reaches.
#include "commands/planned_source.hpp"
#include "report/make_report.hpp"
#include "subset/subset.hpp"
#include "util/note_keeper.hpp"

namespace subset {
namespace {

Report survey_once(const Config& config, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    PlannedSource source{config, false, observer, attempt};
    Report report = make_report(source.plan, Closure{},
                                {config.target, "graph", source.snapshot.queries(), 0,
                                 source.watch.stop(), source.snapshot.taken_at(), config.entries});
    report.counted = false;
    report.notes = observer.notes();
    return report;
}

}  // namespace

Report survey(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return survey_once(config, observer, attempt); });
}

}  // namespace subset
