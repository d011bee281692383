// The table of contents of the commands that change nothing.
#include "attempt.hpp"
#include "catalog/read_catalog.hpp"
#include "catalog/source_snapshot.hpp"
#include "closure/landscape.hpp"
#include "closure/propose_config.hpp"
#include "closure/propose_masks.hpp"
#include "closure/read_plan.hpp"
#include "closure/sql_row_source.hpp"
#include "report/make_report.hpp"
#include "report/render_config.hpp"
#include "stopwatch.hpp"
#include "subset/subset.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

Report plan_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    const Plan plan = read_plan(config, snapshot, observer);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});

    watch.enter(Stage::closure);
    SqlRowSource rows{plan, snapshot.reader()};
    const Closure closure =
        compute_closure(plan, rows, nullptr, nullptr, observer, attempt.cancellation());
    Report report =
        make_report(plan, closure, {"plan", snapshot.queries(), rows.queries(), watch.stop()});
    if (config.mask.propose) {
        report.mask_proposal = propose_masks(plan, snapshot.reader());
    }
    return report;
}

std::string init_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    SourceSnapshot snapshot{
        {"source", config.source.url.value}, config.source, observer, attempt.cancellation()};
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
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
    const ReferenceGraph graph = make_reference_graph(catalog);
    const Landscape landscape{catalog, graph, read_table_sizes(catalog, snapshot.reader())};
    const ConfigProposal proposal = propose_config(config.source, landscape, snapshot.reader());
    for (const Fault& fault : proposal.faults) {
        observer.warning(fault);
    }
    return render_config(config.source, landscape, proposal);
}

}  // namespace

Report plan(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, false, cancellation);
    return with_attempts([&](Attempt& attempt) { return plan_once(config, observer, attempt); },
                         config.source.retries, observer, cancellation);
}

Report estimate(const Config&, Observer&, Cancellation&) {
    throw Error{ErrorKind::usage, "not yet"};
}
Report survey(const Config&, Observer&, Cancellation&) { throw Error{ErrorKind::usage, "not yet"}; }
Explanation why(const Config&, const Question&, Observer&, Cancellation&) {
    throw Error{ErrorKind::usage, "not yet"};
}
Verification verify(const Config&, Observer&, Cancellation&) {
    throw Error{ErrorKind::usage, "not yet"};
}
std::string init(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config(config, false, cancellation);
    return with_attempts([&](Attempt& attempt) { return init_once(config, observer, attempt); },
                         config.source.retries, observer, cancellation);
}

}  // namespace subset
