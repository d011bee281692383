// The table of contents: each stage is one function over the values of the stages before it.
#include "subset/subset.hpp"

#include "attempt.hpp"
#include "catalog/source_snapshot.hpp"
#include "closure/read_plan.hpp"
#include "closure/sql_row_source.hpp"
#include "load/transaction.hpp"
#include "plan/make_plan.hpp"
#include "report/make_report.hpp"
#include "stopwatch.hpp"
#include "target/make_target_script.hpp"
#include "target/open_target.hpp"

namespace subset {
namespace {

// From here on a migration that waits for our locks is given way to.
void watch_for_migrations(SourceSnapshot& snapshot, Attempt& attempt) {
    snapshot.start_watching({[&](std::string who) { attempt.give_way(std::move(who)); },
                             [&](const Error& error) { attempt.fail(error); }});
}

Report plan_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer);
    watch_for_migrations(snapshot, attempt);

    watch.enter(Stage::closure);
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure =
        compute_closure(plan, rows, nullptr, nullptr, observer, attempt.cancellation());
    return make_report(plan, closure, {"plan", snapshot.queries(), rows.queries(), watch.stop()});
}

Report run_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    OpenTarget target = open_target(config, observer, attempt.cancellation());
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer);
    watch_for_migrations(snapshot, attempt);
    check_sequences(plan);
    const SourceObjects objects =
        read_source_objects(snapshot.reader(), plan.catalog, target.state);
    const TargetSurvey survey =
        read_target_survey(target.channel, target.state, plan.catalog, objects);

    watch.enter(Stage::closure);
    SchemaDump dump(target.tools, pin_endpoint(snapshot.reader()), snapshot.id(),
                    config.source.lock_timeout, plan.catalog.other_schemas, attempt.cancellation());
    RowStore store{plan.catalog.tables.size(), config.limits.memory_bytes};
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure =
        compute_closure(plan, rows, &store, nullptr, observer, attempt.cancellation());

    watch.enter(Stage::schema);
    const DumpFile schema = dump.finish();
    const SchemaSections sections =
        read_schema_sections(schema, objects, target.state, survey, attempt.cancellation());
    check_lock_budget(survey.old_objects, sections.new_objects, target.state);
    const Stamp stamp = make_stamp(plan, closure, target.state, snapshot.taken_at(), make_run_id());
    const TargetScript script =
        make_target_script(plan, closure, sections, target.state, survey, stamp);
    watch.stop();

    // Whether a COMMIT came through is found out even where the user has interrupted.
    Cancellation unheard;
    pg::SessionContext again = target.context;
    again.cancellation = &unheard;
    const LoadResult load = load_in_transaction(
        plan, closure, script, store,
        {target.channel, &snapshot.reader(), [&] { snapshot.release(); },
         [&] { return reopen_target(target.channel.string(), again); }, stamp.identity.run_id},
        observer);
    return make_run_report(plan, closure, load, target.state.database,
                           {"run", snapshot.queries(), rows.queries(), watch.stop()});
}

}  // namespace

Report run(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, true, cancellation);
    return with_attempts([&](Attempt& attempt) { return run_once(config, observer, attempt); },
                         observer, cancellation);
}

Report plan(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, false, cancellation);
    return with_attempts([&](Attempt& attempt) { return plan_once(config, observer, attempt); },
                         observer, cancellation);
}

}  // namespace subset
