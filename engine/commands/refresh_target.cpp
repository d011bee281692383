#include "commands/refresh_target.hpp"

#include "closure/rows_to_look_at.hpp"
#include "closure/with_extension_rows.hpp"
#include "commands/cases.hpp"
#include "commands/pace.hpp"
#include "commands/read_plan.hpp"
#include "commands/stopwatch.hpp"
#include "commands/tell_empty_tables.hpp"
#include "commands/tell_fit.hpp"
#include "load/load_twin.hpp"
#include "plan/check_plan.hpp"
#include "preflight/drift.hpp"
#include "propose/unnamed_types.hpp"
#include "report/make_report.hpp"
#include "script/add/make_added_stamp.hpp"
#include "script/around/tell_surroundings.hpp"
#include "script/difference/not_by_difference.hpp"
#include "script/make_stamp.hpp"
#include "script/prepare_target.hpp"
#include "script/proof/check_cuts.hpp"
#include "script/proof/check_masked_rows.hpp"
#include "source/masks/mask_keys.hpp"
#include "source/masks/mask_samples.hpp"
#include "source/read_extension_rows.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "source/sql_row_source.hpp"
#include "util/note_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

// Several tables are read at once only where they stream.
std::uint64_t readers_for(const Config& config) {
    const bool streams =
        std::any_of(config.tables.begin(), config.tables.end(),
                    [](const TableRule& rule) { return rule.rows == RowsRule::all; });
    return streams && (config.target.atomic == Atomic::database ||
                       config.target.atomic == Atomic::none)
               ? config.source.jobs
               : 1;
}

// What a case would bring into a target that has nothing yet.
Report tell_first_case(const Config& config, const Purpose& purpose, const Plan& plan,
                       SourceSnapshot& snapshot, Stopwatch& watch, NoteKeeper& observer,
                       const Cancellation& cancellation) {
    observer.note("the target has nothing of these schemas: they would come first");
    watch.enter(Stage::closure);
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure =
        compute_closure(plan, config.limits, rows, nullptr, nullptr, observer, cancellation);
    Report report = make_report(plan, closure,
                                {config.target, purpose.command, snapshot.queries(), rows.queries(),
                                 watch.stop(), snapshot.taken_at(), config.entries});
    report.pace = make_pace_report(config.source, snapshot, report.bytes);
    report.notes = observer.notes();
    return report;
}

}  // namespace

std::optional<Report> refresh_target(const Config& given, const Purpose& purpose,
                                     EarlierLoads& earlier, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    Stopwatch watch{observer, Stage::connect};
    const MaskKeys keys = make_mask_keys(given.mask.key ? given.mask.key->value : "");
    pg::CopyChannel leader =
        open_leader(end_of_source(given, keys), observer, attempt.cancellation());
    OpenTarget target = open_target(given, leader, observer, attempt.cancellation());
    Config config = with_kept_cases(given, target, observer);
    config.target.mode = target.mode;
    const bool adds = config.target.mode == TargetMode::add;
    SourceSnapshot snapshot{std::move(leader), end_of_source(config, keys), scope_of_source(config),
                            observer,          attempt.cancellation(),      readers_for(config)};
    attempt.begin();
    watch.enter(Stage::catalog);
    Plan source_plan = read_plan(config, snapshot, observer, true,
                                 {earlier.factors, target.state.server_version_num});
    const std::vector<StampCase> cases = read_cases(source_plan, snapshot.reader(), observer);
    tell_source(source_plan.catalog, observer);
    if (!adds) {
        tell_surroundings(config.target, source_plan.catalog.schemas, snapshot.reader(), &target,
                          observer);
    }
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
    check_sequences(source_plan);
    if (config.target.only_told && !adds) {
        return tell_first_case(config, purpose, source_plan, snapshot, watch, observer,
                               attempt.cancellation());
    }
    TargetPreparation preparation{config,   std::move(source_plan), target,
                                  snapshot, attempt.cancellation(), earlier.no_difference};
    const Plan& plan = preparation.plan();
    if (preparation.way()) {
        tell_way(*preparation.way(), observer);
    }

    watch.enter(Stage::closure);
    RowStore store{plan.catalog.tables.size(), config.limits.memory_bytes};
    SqlRowSource rows{plan, snapshot.reader()};
    Closure closure = compute_closure(plan, config.limits, rows, &store, nullptr, observer,
                                      attempt.cancellation());
    if (closure.fit) {
        tell_fit(plan, *closure.fit, config.target, observer);
    }
    check_cuts(plan, config.target.mode, closure, snapshot.reader());
    MasksOfConstraints masks =
        check_masked_rows(plan, config.target.mode, closure, snapshot.reader(), observer);
    // Of a case, nobody expects rows in all tables.
    if (!adds && purpose.command != "take") {
        tell_empty_tables(plan, closure, observer);
        for (const std::string& sentence : find_unnamed_types(plan, snapshot.reader())) {
            observer.note(sentence);
        }
        closure = with_extension_rows(plan.catalog, config.limits, std::move(closure),
                                      preparation.choose(read_extension_rows(
                                          plan, config.limits.memory_bytes, snapshot.reader())),
                                      observer);
    }
    closure.mask_samples = read_mask_samples(plan, choose_rows_to_look_at(plan, closure),
                                             snapshot.reader(), keys.secret, observer);

    watch.enter(Stage::schema);
    Stamp stamp = make_stamp(
        config, plan, closure, target.state,
        {target.source.database, target.source.cluster.value_or(""), snapshot.taken_at()},
        make_run_id());
    stamp.identity.made += preparation.made();
    stamp.cases = cases;
    stamp.raw = purpose.raw;
    if (preparation.way()) {
        stamp.prints = preparation.way()->prints;
        stamp.by_transaction = preparation.way()->by_transaction;
    }
    if (adds) {
        stamp = make_added_stamp(plan, closure, target.state, std::move(stamp));
    }
    const auto begin_anew = [&](const NotByDifference& error) {
        earlier.no_difference = error.what();
        observer.note(
            fmt::format("atomic = \"rows\": begun anew in one transaction, as {}", error.what()));
        return std::nullopt;
    };
    TargetScript script;
    try {
        script = preparation.make_script(closure, stamp);
    } catch (const NotByDifference& error) {
        return begin_anew(error);
    }
    script.masks_of_constraints = std::move(masks);
    watch.stop();
    if (target.file && target.file->writes_at_once()) {
        attempt.leave_trace();
    }
    if (config.target.atomic == Atomic::none) {
        attempt.cancellation().target_is(TargetNow::incomplete);
    }

    LoadResult load;
    try {
        load = load_twin(
            script,
            {plan, closure, config.limits, store, snapshot.readers(), [&] { snapshot.release(); }},
            target, stamp, observer);
    } catch (const FitPassed& passed) {
        learn_sizes(passed, plan, *closure.fit, earlier, observer);
        return std::nullopt;
    } catch (const NotByDifference& error) {
        return begin_anew(error);
    }
    keep_lock(plan.catalog, config.lock, observer);
    Report report = make_run_report(
        plan, closure, load, target.state.database,
        {config.target, purpose.command, snapshot.queries(), rows.queries(), watch.stop(),
         snapshot.taken_at(), config.entries, preparation.way() ? preparation.way()->reason : ""});
    report.pace = make_pace_report(config.source, snapshot, report.bytes);
    report.notes = observer.notes();
    report.notes.insert(report.notes.begin(), earlier.notes.begin(), earlier.notes.end());
    return report;
}

}  // namespace subset
