// `subset why`: the chain of references from a root to a row, in a closure taken now.
#include "commands/cases.hpp"
#include "commands/planned_source.hpp"
#include "source/sql_row_source.hpp"
#include "subset/subset.hpp"
#include "why/edge_log.hpp"
#include "why/explain_row.hpp"
#include "why/explain_table.hpp"
#include "why/find_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

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

// The rows of the target's cases are in the twin too. A target that cannot be asked has none that
// are known.
Config with_cases_of_target(Config config, Observer& observer, Cancellation& cancellation) {
    if (config.target.file || config.target.target_fault || config.target.url.value.empty()) {
        return config;
    }
    constexpr std::chrono::milliseconds patience{2000};
    Config asked = config;
    asked.source.connect_timeout = std::min(asked.source.connect_timeout, patience);
    try {
        std::vector<StampCase> cases;
        Observer silent;
        for (const TakenCase& each : list_cases(asked, silent, cancellation)) {
            cases.push_back({each.table, each.key, each.children});
        }
        add_case_roots(cases, config);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) {
            throw;
        }
        if (error.kind() != ErrorKind::refused) {  // which is none of its twins
            observer.note(
                fmt::format("cases that subset take has added to the target are not "
                            "looked at: {}",
                            error.what()));
        }
    }
    return config;
}

}  // namespace

Explanation why(const Config& given, const Question& question, Observer& observer,
                Cancellation& cancellation) {
    const Config config = with_cases_of_target(given, observer, cancellation);
    return ask_source(config, observer, cancellation, [&](Attempt& attempt) {
        return why_once(config, question, observer, attempt);
    });
}

}  // namespace subset
