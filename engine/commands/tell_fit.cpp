#include "commands/tell_fit.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {

void tell_fit(const RowPlan& plan, const FitOutcome& fit, const TargetConfig& target,
              Observer& observer) {
    using report::render_bytes;
    using report::render_count;
    std::string taken;
    for (std::size_t root = 0; root < fit.roots.size(); ++root) {
        taken += fmt::format(
            "{}{} of {} of {}", taken.empty() ? "" : ", ", render_count(fit.roots[root].rows),
            render_count(fit.roots[root].of_rows), plan.roots[root].relation.name.text());
    }
    observer.note(fmt::format(
        "fit: to stay below {}, of each root's rows {} come: {}", render_bytes(fit.wish),
        fit.fraction == 1 ? "all" : fmt::format("the first {:.4g} %", fit.fraction * 100), taken));
    if (target.file) {
        observer.note(
            "fit: the sizes are those of the source's tables. What a database takes that "
            "loads the script is not measured; it may be more or less");
    }
    if (!plan.catalog.materialized_views.empty()) {
        observer.note(
            "fit: materialized views are not counted, only tables with their indexes and "
            "TOAST");
    }
}

}  // namespace subset
