// The table of contents: each stage is one function over the values of the stages before it.
#include "subset/subset.hpp"

#include "attempt.hpp"
#include "catalog/read_catalog.hpp"
#include "catalog/source_snapshot.hpp"
#include "closure/check_user_sql.hpp"
#include "closure/sql_row_source.hpp"
#include "load/transaction.hpp"
#include "plan/make_plan.hpp"
#include "report/make_report.hpp"
#include "stopwatch.hpp"
#include "target/make_target_script.hpp"
#include "target/open_target.hpp"

namespace subset {
namespace {

// Config -> Catalog -> ReferenceGraph -> Plan, with all that is wrong told at once.
Plan read_plan(const Config& config, SourceSnapshot& snapshot, Observer& observer) {
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), config);
    Plan plan = make_plan(config, catalog, make_reference_graph(catalog));
    for (Fault& fault : check_user_sql(plan, snapshot.reader())) {
        plan.faults.push_back(std::move(fault));
    }
    throw_faults(plan.faults);
    check_policies(plan);
    for (const Fault& warning : plan.warnings) {
        observer.warning(warning);
    }
    return plan;
}

Report plan_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer};
    watch.enter(Stage::connect);
    SourceSnapshot snapshot{{"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer);
    const std::uint64_t catalog_queries = snapshot.leader().queries();
    snapshot.start_watching([&](std::string who) { attempt.give_way(std::move(who)); });

    watch.enter(Stage::closure);
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure = compute_closure(plan, rows, nullptr, nullptr, observer, attempt.cancellation());
    return make_report(plan, closure, {"plan", catalog_queries, rows.queries(), watch.stop()});
}

Report run_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer};
    watch.enter(Stage::connect);
    OpenTarget target = open_target(config, observer, attempt.cancellation());
    SourceSnapshot snapshot{{"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer);
    check_sequences(plan);
    const SourceObjects objects = read_source_objects(snapshot.reader(), plan.catalog, target.state);
    const TargetSurvey survey = read_target_survey(target.channel, target.state, plan.catalog, objects);
    const std::uint64_t catalog_queries = snapshot.leader().queries();
    snapshot.start_watching([&](std::string who) { attempt.give_way(std::move(who)); });

    watch.enter(Stage::closure);
    SchemaDump dump{target.tools, pin_endpoint(snapshot.reader()), snapshot.id(), config.source.lock_timeout,
                    plan.catalog.other_schemas, attempt.cancellation()};
    RowStore store{plan.catalog.tables.size(), config.limits.memory_bytes};
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure = compute_closure(plan, rows, &store, nullptr, observer, attempt.cancellation());

    watch.enter(Stage::schema);
    const DumpFile schema = dump.finish();
    const SchemaSections sections =
        read_schema_sections(schema, objects, target.state, survey, attempt.cancellation());
    check_lock_budget(survey.old_objects, sections.new_objects, target.state);
    const Stamp stamp = make_stamp(plan, closure, target.state, snapshot.taken_at(), make_run_id());
    const TargetScript script = make_target_script(plan, closure, sections, target.state, survey, stamp);
    for (const Fault& warning : script.warnings) {
        observer.warning(warning);
    }
    watch.stop();

    Cancellation unheard;  // whether a COMMIT came through is found out even where the user has interrupted
    pg::SessionContext again = target.context;
    again.cancellation = &unheard;
    const LoadResult load = load_in_transaction(
        plan, closure, script, store,
        {target.channel, &snapshot.reader(), [&] { snapshot.release(); },
         [&] { return reopen_target(target.channel.string(), again); }, stamp.identity.run_id},
        observer);
    return make_run_report(plan, closure, load, target.state.database,
                           {"run", catalog_queries, rows.queries(), watch.stop()});
}

// The faults of the file, with those that only the catalog shows where it can be asked.
[[noreturn]] void tell_faults(Config config, Observer& observer, Cancellation& cancellation) {
    const std::vector<Fault> faults = config.faults;
    config.source.connect_timeout = std::chrono::seconds{1};
    try {
        if (!config.source.url.value.empty()) {
            Attempt attempt{cancellation};
            (void)plan_once(config, observer, attempt);
        }
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::config || error.kind() == ErrorKind::interrupted) {
            throw;
        }
    }
    throw Error{ErrorKind::config, faults};
}

}  // namespace

Report run(const Config& config, Observer& observer, Cancellation& cancellation) {
    if (!config.faults.empty()) {
        tell_faults(config, observer, cancellation);
    }
    if (config.target.target_fault) {
        throw_faults({*config.target.target_fault});
    }
    return with_attempts([&](Attempt& attempt) { return run_once(config, observer, attempt); }, observer, cancellation);
}

Report plan(const Config& config, Observer& observer, Cancellation& cancellation) {
    if (!config.faults.empty()) {
        tell_faults(config, observer, cancellation);
    }
    return with_attempts([&](Attempt& attempt) { return plan_once(config, observer, attempt); }, observer,
                         cancellation);
}

}  // namespace subset
