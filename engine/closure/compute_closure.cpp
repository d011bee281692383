#include "closure/closure.hpp"
#include "closure/estimate_closure.hpp"
#include "closure/fit/fit_roots.hpp"
#include "closure/limits.hpp"
#include "closure/settle.hpp"
#include "closure/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Of the rows in the store exactly; where there are none, by the size of the source's table.
std::uint64_t bytes_of(const RowPlan& plan, TableId id, std::uint64_t rows, const RowStore* store) {
    if (store != nullptr && !plan.table(id).streamable) {
        return store->bytes(id);
    }
    return estimate_bytes(plan.catalog.table(id), rows);
}

// Rows that the config asked for: a migration tool's table alone makes no twin.
bool has_rows(const RowPlan& plan, const Closure& closure) {
    return std::any_of(plan.tables.begin(), plan.tables.end(), [&](const TablePlan& each) {
        return closure.tables[each.table].rows > 0 && !each.by_default;
    });
}

// Where the twin is to fit, nobody hears of rows that come and are undone: who listens does so in a
// second walk.
Walk walk_as_asked(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
                   EdgeSink* edges, Observer& observer, const Cancellation& cancellation) {
    if (!plan.space || !limits.fit) {
        return walk_closure(plan, limits, source, store, edges, observer, cancellation);
    }
    Walk walk = walk_what_fits(plan, limits, source, store, observer, cancellation);
    if (edges == nullptr) {
        return walk;
    }
    const FitOutcome fit = *std::move(walk.closure.fit);
    return walk_fitted(plan, limits, fit, source, edges, observer, cancellation);
}

}  // namespace

Closure compute_closure(const RowPlan& plan, const Limits& limits, RowSource& source,
                        RowStore* store, EdgeSink* edges, Observer& observer,
                        const Cancellation& cancellation) {
    Closure closure = settle_closure(
        plan, source, walk_as_asked(plan, limits, source, store, edges, observer, cancellation));
    closure.total_bytes = 0;
    for (const TablePlan& each : plan.tables) {
        TableCounts& counts = closure.tables[each.table];
        counts.bytes = bytes_of(plan, each.table, counts.rows, store);
        closure.total_bytes += counts.bytes;
    }
    const bool dropped =
        std::any_of(closure.patches.begin(), closure.patches.end(),
                    [](const TablePatch& patch) { return patch.dropped.size() > 0; });
    const bool empty = !has_rows(plan, closure);
    if (empty && dropped) {
        throw Error{ErrorKind::config,
                    "the closure has no row: all that came reference rows that do not exist, and "
                    "were dropped",
                    fmt::format("[source] dangling = \"keep\" or \"null\" would leave them in the "
                                "twin.{}",
                                closure.fit && closure.fit->fraction < 1
                                    ? " A larger fit in [limits] takes more rows of the roots."
                                    : ""),
                    plan.place};
    }
    if (empty && plan.roots.empty()) {
        throw Error{
            ErrorKind::config, "the closure has no row: the whole tables are empty in the source",
            "Look at what the [[table]] entries name, and at the source's url.", plan.place};
    }
    if (empty) {
        throw Error{
            ErrorKind::config, "the closure has no row: no root selects any",
            "Look at where, limit and query of the [[root]] entries against what the source holds.",
            plan.roots.front().rule.place};
    }
    const LimitWatch watch{plan.catalog, limits};
    for (const TablePlan& each : plan.tables) {
        watch.check_table(each.table, closure.tables[each.table].rows);
    }
    watch.check(closure.total_rows, closure.total_bytes);
    return closure;
}

}  // namespace subset
