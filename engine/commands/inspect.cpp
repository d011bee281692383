// The table of contents of the commands that change nothing.
#include "catalog/read_catalog.hpp"
#include "closure/estimate_closure.hpp"
#include "closure/with_extension_rows.hpp"
#include "commands/check_cuts.hpp"
#include "commands/read_plan.hpp"
#include "commands/stopwatch.hpp"
#include "commands/tell_empty_tables.hpp"
#include "commands/tell_surroundings.hpp"
#include "plan/tables/row_security.hpp"
#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"
#include "propose/propose_masks.hpp"
#include "propose/render_config.hpp"
#include "report/make_report.hpp"
#include "source/read_extension_rows.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "source/sql_row_source.hpp"
#include "source/statistics.hpp"
#include "subset/subset.hpp"
#include "twin/source_end.hpp"
#include "util/attempt.hpp"
#include "util/note_keeper.hpp"
#include "verify/config_of_target.hpp"
#include "verify/stamped_twin.hpp"
#include "verify/verify_twin.hpp"
#include "why/edge_log.hpp"
#include "why/explain_row.hpp"
#include "why/explain_table.hpp"
#include "why/find_row.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Everything up to the plan, and what is made of it while the snapshot stands. Without `rows` none
// is looked at.
template <typename Use>
auto with_plan(const Config& config, bool rows, Observer& observer, Attempt& attempt, Use use) {
    Stopwatch watch{observer, Stage::connect};
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer, rows);
    tell_source(plan.catalog, observer);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
    return use(plan, snapshot, watch);
}

Report plan_once(const Config& config, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    return with_plan(
        config, true, observer, attempt,
        [&](const Plan& plan, SourceSnapshot& snapshot, Stopwatch& watch) {
            tell_surroundings(plan, snapshot.reader(), nullptr, observer);
            watch.enter(Stage::closure);
            SqlRowSource rows{plan, snapshot.reader()};
            const Closure closure = with_extension_rows(
                plan,
                compute_closure(plan, rows, nullptr, nullptr, observer, attempt.cancellation()),
                read_extension_rows(plan, snapshot.reader()));
            for (const std::string& note : note_extension_rows(plan, closure)) {
                observer.note(note);
            }
            check_cuts(plan, closure, snapshot.reader());
            tell_empty_tables(plan, closure, observer);
            Report report = make_report(
                plan, closure,
                {"plan", snapshot.queries(), rows.queries(), watch.stop(), snapshot.taken_at()});
            report.notes = observer.notes();
            if (config.mask.propose) {
                report.mask_proposal = propose_masks(plan, snapshot.reader());
            }
            return report;
        });
}

Report estimate_once(const Config& config, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    return with_plan(config, false, observer, attempt,
                     [&](const Plan& plan, SourceSnapshot& snapshot, Stopwatch& watch) {
                         watch.enter(Stage::closure);
                         const std::uint64_t queries = snapshot.reader().queries();
                         const Closure closure =
                             estimate_closure(plan, read_statistics(plan, snapshot.reader()));
                         tell_empty_tables(plan, closure, observer);
                         Report report = make_report(
                             plan, closure,
                             {"plan", snapshot.queries(), snapshot.reader().queries() - queries,
                              watch.stop(), snapshot.taken_at()});
                         report.estimated = true;
                         report.notes = observer.notes();
                         return report;
                     });
}

Report survey_once(const Config& config, Observer& listener, Attempt& attempt) {
    NoteKeeper observer{listener};
    return with_plan(config, false, observer, attempt,
                     [&](const Plan& plan, SourceSnapshot& snapshot, Stopwatch& watch) {
                         Report report = make_report(
                             plan, Closure{},
                             {"graph", snapshot.queries(), 0, watch.stop(), snapshot.taken_at()});
                         report.counted = false;
                         report.notes = observer.notes();
                         return report;
                     });
}

Explanation answer(const Plan& plan, const Question& question, pg::CopyChannel& reader,
                   Observer& observer, const Cancellation& cancellation) {
    const Asked asked = find_asked(plan, question, reader);
    if (auto explanation = explain_at_once(plan, question, asked)) {
        return *std::move(explanation);
    }
    SqlRowSource rows{plan, reader};
    EdgeLog log{plan};
    const Closure closure = compute_closure(plan, rows, nullptr, &log, observer, cancellation);
    log.finish(rows);
    const TwinRows twin{plan, closure, log};
    return asked.by_key ? Explanation{explain_row(twin, asked, reader)}
                        : Explanation{explain_table(twin, asked.table, rows, reader)};
}

Explanation why_once(const Config& config, const Question& question, Observer& observer,
                     Attempt& attempt) {
    return with_plan(config, true, observer, attempt,
                     [&](const Plan& plan, SourceSnapshot& snapshot, Stopwatch& watch) {
                         watch.enter(Stage::closure);
                         return answer(plan, question, snapshot.reader(), observer,
                                       attempt.cancellation());
                     });
}

Verification verify_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    const Config of_target =
        make_config_of_target(config, read_twin_schemas(config, observer, attempt.cancellation()));
    SourceSnapshot snapshot{
        {"target", of_target.source.url.value}, of_target, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), of_target);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});

    watch.enter(Stage::finish);
    Verification verification = verify_twin(of_target, catalog, snapshot.reader(), observer);
    verification.seconds = watch.stop().total;
    return verification;
}

std::string init_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    Config nothing;
    nothing.source = config.source;
    nothing.mask.propose = true;
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), nothing);
    if (catalog.tables.empty()) {
        throw Error{ErrorKind::config,
                    fmt::format("the source, database \"{}\", has no table", catalog.database),
                    "Name the database that the twin is to be made from by --source or "
                    "PROD_DATABASE_URL; views and the tables of extensions do not count."};
    }
    if (sees_by_policies(catalog)) {
        snapshot.reader().execute(read_under_policies);
    }
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
    const ReferenceGraph graph = make_reference_graph(catalog);
    const Landscape landscape{catalog, graph, read_table_sizes(catalog, snapshot.reader())};
    const ConfigProposal proposal = propose_config(config.source, landscape, snapshot.reader());
    for (const Fault& fault : proposal.faults) {
        observer.warning(fault);
    }
    return render_config(config.source, landscape, proposal);
}

// The faults of the config first; then `once`, again where it gave way or lost the source.
template <typename Once>
auto ask_source(const Config& config, Observer& observer, Cancellation& cancellation, Once once) {
    check_config(config, false, cancellation);
    return with_attempts(once, config.source.retries, observer, cancellation);
}

}  // namespace

Report plan(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return plan_once(config, observer, attempt); });
}

Report estimate(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return estimate_once(config, observer, attempt); });
}

Report survey(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return survey_once(config, observer, attempt); });
}

Explanation why(const Config& config, const Question& question, Observer& observer,
                Cancellation& cancellation) {
    return ask_source(config, observer, cancellation, [&](Attempt& attempt) {
        return why_once(config, question, observer, attempt);
    });
}

std::string init(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return init_once(config, observer, attempt); });
}

Verification verify(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config_of_target(config);
    return with_attempts([&](Attempt& attempt) { return verify_once(config, observer, attempt); },
                         config.source.retries, observer, cancellation, "target");
}

}  // namespace subset
