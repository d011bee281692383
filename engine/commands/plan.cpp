// `subset plan`: what would be copied, counted or estimated.
#include "closure/estimate_closure.hpp"
#include "closure/fit/estimate_fit.hpp"
#include "closure/with_extension_rows.hpp"
#include "commands/make_audit.hpp"
#include "commands/pace.hpp"
#include "commands/planned_source.hpp"
#include "commands/tell_empty_tables.hpp"
#include "commands/tell_fit.hpp"
#include "propose/masks/propose_masks.hpp"
#include "propose/unnamed_types.hpp"
#include "report/make_report.hpp"
#include "script/around/tell_surroundings.hpp"
#include "script/proof/check_cuts.hpp"
#include "script/proof/check_masked_rows.hpp"
#include "source/read_extension_rows.hpp"
#include "source/sql_row_source.hpp"
#include "source/statistics.hpp"
#include "subset/subset.hpp"
#include "util/note_keeper.hpp"

#include <optional>
#include <utility>

namespace subset {
namespace {

// A plan needs no target, and so does not know what stands there.
void tell_rows_way(const TargetConfig& target, Observer& observer) {
    if (target.atomic == Atomic::rows) {
        observer.note(
            "atomic = \"rows\": the run looks whether both schemas are as the last run left them; "
            "then only the rows that differ are written, else all come anew in one transaction");
    }
}

Report plan_once(const Config& config, Observer& listener, Attempt& attempt, bool audited) {
    NoteKeeper observer{listener};
    PlannedSource source{config, true, observer, attempt};
    const Plan& plan = source.plan;
    std::optional<Audit> audit;
    if (audited) {
        audit.emplace(config, source, attempt.cancellation());
    }
    tell_surroundings(config.target, plan.catalog.schemas, source.reader(), nullptr, observer);
    tell_rows_way(config.target, observer);
    source.watch.enter(Stage::closure);
    SqlRowSource rows{plan, source.reader()};
    Closure closure = compute_closure(plan, config.limits, rows, nullptr, nullptr, observer,
                                      attempt.cancellation());
    if (closure.fit) {
        tell_fit(plan, *closure.fit, config.target, observer);
    }
    closure = with_extension_rows(
        plan.catalog, config.limits, std::move(closure),
        read_extension_rows(plan, config.limits.memory_bytes, source.reader()), observer);
    check_cuts(plan, config.target.mode, closure, source.reader());
    (void)check_masked_rows(plan, config.target.mode, closure, source.reader(), observer);
    tell_empty_tables(plan, closure, observer);
    for (const std::string& sentence : find_unnamed_types(plan, source.reader())) {
        observer.note(sentence);
    }
    Report report = make_report(plan, closure,
                                {config.target, "plan", source.snapshot.queries(), rows.queries(),
                                 source.watch.stop(), source.snapshot.taken_at(), config.entries});
    report.pace = make_pace_report(config.source, source.snapshot, report.bytes);
    report.notes = observer.notes();
    if (config.mask.propose) {
        report.mask_proposal = propose_masks(config.mask, plan, source.reader());
    }
    if (audit) {
        report.privacy = audit->finish();
    }
    return report;
}

Report estimate_once(const Config& config, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    PlannedSource source{config, false, observer, attempt};
    tell_rows_way(config.target, observer);
    source.watch.enter(Stage::closure);
    const std::uint64_t queries = source.reader().queries();
    const Statistics statistics = read_statistics(source.plan, source.reader());
    const Closure closure = config.limits.fit
                                ? estimate_what_fits(source.plan, config.limits, statistics)
                                : estimate_closure(source.plan, statistics);
    if (closure.fit) {
        tell_fit(source.plan, *closure.fit, config.target, observer);
    }
    tell_empty_tables(source.plan, closure, observer);
    Report report = make_report(
        source.plan, closure,
        {config.target, "plan", source.snapshot.queries(), source.reader().queries() - queries,
         source.watch.stop(), source.snapshot.taken_at(), config.entries});
    report.estimated = true;
    report.pace = make_pace_report(config.source, source.snapshot, report.bytes);
    report.notes = observer.notes();
    return report;
}

}  // namespace

Report plan(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation, [&](Attempt& attempt) {
        return plan_once(config, observer, attempt, false);
    });
}

Report audit(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return plan_once(config, observer, attempt, true); });
}

Report estimate(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return estimate_once(config, observer, attempt); });
}

}  // namespace subset
