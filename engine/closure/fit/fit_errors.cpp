#include "closure/fit/fit_errors.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace subset {

void fail_base(const RowPlan& plan, const SpaceTaken& space, const Limits& limits) {
    constexpr std::size_t most_names = 3;
    std::vector<std::pair<std::uint64_t, TableId>> tables;
    for (const TableId table : space.bytes.ids()) {
        const auto& leaves = space.bytes[table];
        tables.emplace_back(std::accumulate(leaves.begin(), leaves.end(), std::uint64_t{0}), table);
    }
    std::sort(tables.begin(), tables.end(), [](const auto& left, const auto& right) {
        return left.first != right.first ? left.first > right.first : left.second < right.second;
    });
    std::string names;
    for (std::size_t index = 0; index < std::min(most_names, tables.size()); ++index) {
        names += fmt::format("{}{} ({})", index == 0 ? "" : ", ",
                             plan.catalog.table(tables[index].second).name.text(),
                             report::render_bytes(tables[index].first));
    }
    throw Error{ErrorKind::limit,
                fmt::format("the empty schema and the whole tables alone take {} on disk, which is "
                            "more than fit in [limits] ({})",
                            report::render_bytes(space.total), report::render_bytes(*limits.fit)),
                fmt::format("Most is taken by {}. Raise fit, or bring fewer tables whole.", names),
                limits.fit_place};
}

void fail_first_rows(const RowPlan& plan, const Limits& limits, std::uint64_t base,
                     const std::vector<FitOutcome::Root>& roots) {
    std::string prices;
    for (std::size_t root = 0; root < roots.size(); ++root) {
        if (roots[root].next_bytes) {
            prices += fmt::format("{}{} of {} ({})", prices.empty() ? "" : ", ",
                                  (roots[root].more ? "more than " : "") +
                                      report::render_bytes(*roots[root].next_bytes),
                                  plan.roots[root].relation.name.text(),
                                  plan.roots[root].rule.place.text());
        }
    }
    throw Error{ErrorKind::limit,
                fmt::format("not even the first row of each root fits into {}: the empty schema "
                            "and the whole tables take {}, and the first rows bring {}",
                            report::render_bytes(*limits.fit), report::render_bytes(base), prices),
                "Raise fit, have the roots begin with smaller rows by order_by, or bring less down "
                "by a limit in [[child]].",
                limits.fit_place};
}

}  // namespace subset
