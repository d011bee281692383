#include "commands/earlier_loads.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

namespace subset {

void learn_sizes(const FitPassed& passed, const RowPlan& plan, const FitOutcome& fit,
                 EarlierLoads& earlier, Observer& observer) {
    if (--earlier.loads_left == 0) {
        throw Error{passed};
    }
    for (const Table& table : plan.catalog.tables) {
        for (std::size_t leaf = 0; leaf < fit.leaf_bytes[table.id].size(); ++leaf) {
            const std::string name = table.leaves[leaf].name.text();
            const auto real = passed.bytes().find(name);
            const std::uint64_t computed = fit.leaf_bytes[table.id][leaf];
            if (real != passed.bytes().end() && computed > 0) {
                earlier.factors[name] = plan.space->tables[table.id].leaves[leaf].factor *
                                        static_cast<double>(real->second) /
                                        static_cast<double>(computed);
            }
        }
    }
    earlier.notes.push_back(fmt::format(
        "fit: the twin took {} in the target where {} were computed: it is made again, smaller, by "
        "the sizes that the target showed",
        report::render_bytes(passed.total()), report::render_bytes(fit.bytes)));
    observer.note(earlier.notes.back());
}

}  // namespace subset
