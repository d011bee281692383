#include "closure/fit/estimate_fit.hpp"

#include "closure/estimate_closure.hpp"
#include "closure/fit/fit_errors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace subset {
namespace {

class FitEstimator {
public:
    FitEstimator(const RowPlan& plan, const Limits& limits, const Statistics& statistics)
        : plan_{plan}, limits_{limits}, statistics_{statistics} {}

    Closure estimate() {
        take(0);
        const std::uint64_t base = space_.total;
        if (base > *limits_.fit) {
            fail_base(plan_, space_, limits_);
        }
        double largest_root = 1;
        for (const double rows : statistics_.root_rows) {
            largest_root = std::max(largest_root, rows);
        }
        double fits = 0;
        double passes = 1;
        if (take(1)) {
            fits = 1;
        }
        // Until the two differ by less than one row of the largest root.
        while (fits < 1 && (passes - fits) * largest_root > 1) {
            const double middle = (fits + passes) / 2;
            (take(middle) ? fits : passes) = middle;
        }
        Closure closure = make_closure(std::max(fits, 1 / largest_root));
        fill_in(closure, fits, base);
        return closure;
    }

private:
    [[nodiscard]] Closure make_closure(double fraction) const {
        Statistics part = statistics_;
        for (double& rows : part.root_rows) {
            rows *= fraction;
        }
        return estimate_closure(plan_, part);
    }

    // Whether so much of the roots fits.
    bool take(double fraction) {
        const Closure closure = make_closure(fraction);
        space_ = {};
        for (const TableId table : closure.tables.ids()) {
            const std::vector<LeafSpace>& leaves = plan_.space->tables[table].leaves;
            double all = 0;
            for (const LeafSpace& leaf : leaves) {
                all += leaf.rows;
            }
            auto& bytes = space_.bytes.emplace_back();
            for (const LeafSpace& leaf : leaves) {
                const double part =
                    all > 0 ? leaf.rows / all : 1.0 / static_cast<double>(leaves.size());
                bytes.push_back(compute_bytes(
                    leaf,
                    average_use(leaf, part * static_cast<double>(closure.tables[table].rows))));
                space_.total += bytes.back();
            }
        }
        return space_.total <= *limits_.fit;
    }

    void fill_in(Closure& closure, double fraction, std::uint64_t base) {
        (void)take(fraction);
        FitOutcome& fit = closure.fit.emplace();
        fit.wish = *limits_.fit;
        fit.fraction = fraction;
        fit.bytes = space_.total;
        fit.leaf_bytes = space_.bytes;
        fit.base_bytes = base;
        for (const double rows : statistics_.root_rows) {
            fit.roots.push_back({.rows = static_cast<std::uint64_t>(std::ceil(rows * fraction)),
                                 .of_rows = static_cast<std::uint64_t>(std::llround(rows)),
                                 .next_bytes = {}});
        }
    }

    const RowPlan& plan_;
    const Limits& limits_;
    const Statistics& statistics_;
    SpaceTaken space_;
};

}  // namespace

Closure estimate_what_fits(const RowPlan& plan, const Limits& limits,
                           const Statistics& statistics) {
    return FitEstimator{plan, limits, statistics}.estimate();
}

}  // namespace subset
