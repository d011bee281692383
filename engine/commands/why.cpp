// `subset why`: the chain of references from a root to a row, in a closure taken now.
#include "commands/planned_source.hpp"
#include "source/sql_row_source.hpp"
#include "subset/subset.hpp"
#include "why/edge_log.hpp"
#include "why/explain_row.hpp"
#include "why/explain_table.hpp"
#include "why/find_row.hpp"

#include <utility>

namespace subset {
namespace {

Explanation why_once(const Config& config, const Question& question, Observer& observer,
                     Attempt& attempt) {
    PlannedSource source{config, true, observer, attempt};
    const Plan& plan = source.plan;
    source.watch.enter(Stage::closure);
    const Asked asked = find_asked(plan, question, source.reader());
    if (auto explanation = explain_at_once(plan, question, asked)) {
        return *std::move(explanation);
    }
    SqlRowSource rows{plan, source.reader()};
    EdgeLog log{plan};
    const Closure closure =
        compute_closure(plan, config.limits, rows, nullptr, &log, observer, attempt.cancellation());
    log.finish(rows);
    const TwinRows twin{plan, closure, log};
    return asked.by_key ? Explanation{explain_row(twin, asked, source.reader())}
                        : Explanation{explain_table(twin, asked.table, rows, source.reader())};
}

}  // namespace

Explanation why(const Config& config, const Question& question, Observer& observer,
                Cancellation& cancellation) {
    return ask_source(config, observer, cancellation, [&](Attempt& attempt) {
        return why_once(config, question, observer, attempt);
    });
}

}  // namespace subset
