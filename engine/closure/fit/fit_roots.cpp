#include "closure/fit/fit_roots.hpp"

#include "closure/fit/fit_errors.hpp"
#include "closure/fit/root_shares.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace subset {
namespace {

// The first step is one row of each root perhaps, which need not be like the others.
constexpr std::uint64_t first_part = 16;
constexpr std::uint64_t growth = 4;

class Fitter {
public:
    Fitter(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
           Observer& observer, const Cancellation& cancellation)
        : plan_{plan},
          limits_{limits},
          walker_{plan, limits, source, store, nullptr, observer, cancellation} {}

    Walk walk() {
        walker_.take_roots_in_parts(rows_);
        walker_.count_streamed_tables();
        walker_.take_steps();
        outcome_.base_bytes = space().total;
        if (space().total > *limits_.fit) {
            fail_base(plan_, space(), limits_);
        }
        walker_.frontier().check_all_limits();
        read_roots();
        find_parts();
        find_next();
        return finish();
    }

private:
    [[nodiscard]] const SpaceTaken& space() { return walker_.frontier().space(); }

    void read_roots() {
        for (std::uint32_t root = 0; root < plan_.roots.size(); ++root) {
            rows_.push_back(walker_.read_root_rows(root));
            sizes_.push_back(rows_.back().size);
        }
        walker_.take_roots_in_parts(rows_);
    }

    // Takes what lies between the two; whether it fits. Where it does not, nothing has changed.
    bool take(const std::vector<std::uint64_t>& from, const std::vector<std::uint64_t>& to,
              std::uint64_t most) {
        Frontier& frontier = walker_.frontier();
        Frontier::Mark mark = frontier.mark();
        frontier.allow_bytes(most);
        std::vector<RowRange> ranges;
        for (std::size_t root = 0; root < from.size(); ++root) {
            ranges.push_back({from[root], to[root]});
        }
        walker_.hand_out(std::move(ranges));
        walker_.take_steps();
        if (frontier.passed()) {
            frontier.roll_back(std::move(mark));
            return false;
        }
        return true;
    }

    // The first step says how long the next chunk may be. From there on a chunk is four times as
    // long as the one before, unless what came so far says that less is left.
    void find_parts() {
        RootShares parts{sizes_};
        std::uint64_t chunk = 1;
        std::uint64_t done = 0;
        std::uint64_t too_many = std::numeric_limits<std::uint64_t>::max();
        while (!parts.all() && too_many - done > 1) {
            const RootShares later = parts.after(chunk);
            const std::uint64_t before = space().total;
            if (take(parts.taken(), later.taken(), *limits_.fit)) {
                parts = later;
                walker_.frontier().check_all_limits();
                const std::uint64_t left = steps_left(chunk, space().total - before);
                const std::uint64_t longest = done == 0 ? left / first_part : chunk * growth;
                done += chunk;
                chunk = std::min(std::max<std::uint64_t>(longest, 2), left);
            } else {
                too_many = done + chunk;
                chunk = (chunk + 1) / 2;
            }
            chunk = std::clamp<std::uint64_t>(chunk, 1,
                                              std::max<std::uint64_t>(too_many - done - 1, 1));
        }
        taken_ = parts.taken();
        outcome_.fraction = parts.fraction();
        if (done == 0 && !parts.all()) {
            fail_first_rows(plan_, limits_, space().total, price_rows());
        }
    }

    // Nine tenths of the steps that there is room for, where they bring as much as the latest ones
    // did: a chunk that is too long is read in vain.
    [[nodiscard]] std::uint64_t steps_left(std::uint64_t steps, std::uint64_t bytes) {
        constexpr double careful = 0.9;
        constexpr double most = 1e18;
        const double for_each = static_cast<double>(bytes) / static_cast<double>(steps);
        const auto left = static_cast<double>(*limits_.fit - space().total);
        return for_each <= 0
                   ? static_cast<std::uint64_t>(most)
                   : static_cast<std::uint64_t>(std::clamp(careful * left / for_each, 1.0, most));
    }

    // What the next row of each root would bring.
    std::vector<FitOutcome::Root> price_rows() {
        std::vector<FitOutcome::Root> prices;
        for (std::size_t root = 0; root < sizes_.size(); ++root) {
            FitOutcome::Root price;
            price.rows = taken_[root];
            price.of_rows = sizes_[root];
            if (price.rows < price.of_rows) {
                add_price(root, price);
            }
            prices.push_back(price);
        }
        return prices;
    }

    void add_price(std::size_t root, FitOutcome::Root& price) {
        Frontier& frontier = walker_.frontier();
        const Frontier::Mark mark = frontier.mark();
        const std::uint64_t before = space().total;
        std::vector<RowRange> ranges(sizes_.size());
        ranges[root] = {price.rows, price.rows + 1};
        // A row that would bring more than the whole twin is not followed to its end.
        frontier.allow_bytes(before + *limits_.fit);
        walker_.hand_out(std::move(ranges));
        walker_.take_steps();
        price.next_bytes = space().total - before;
        price.more = frontier.passed();
        frontier.roll_back(mark);
    }

    void find_next() {
        outcome_.wish = *limits_.fit;
        outcome_.bytes = space().total;
        outcome_.leaf_bytes = space().bytes;
        outcome_.brought = walker_.frontier().brought();
        outcome_.roots = price_rows();
    }

    Walk finish() {
        Walk walk = walker_.finish();
        walk.closure.fit = std::move(outcome_);
        return walk;
    }

    const RowPlan& plan_;
    const Limits& limits_;
    Walker walker_;
    std::vector<RootRows> rows_;
    std::vector<std::uint64_t> sizes_;
    std::vector<std::uint64_t> taken_;
    FitOutcome outcome_;
};

}  // namespace

Walk walk_what_fits(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
                    Observer& observer, const Cancellation& cancellation) {
    return Fitter{plan, limits, source, store, observer, cancellation}.walk();
}

Walk walk_fitted(const RowPlan& plan, const Limits& limits, const FitOutcome& fit,
                 RowSource& source, EdgeSink* edges, Observer& observer,
                 const Cancellation& cancellation) {
    Walker walker{plan, limits, source, nullptr, edges, observer, cancellation};
    std::vector<RootRows> rows;
    std::vector<RowRange> ranges;
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        rows.push_back(walker.read_root_rows(root));
        ranges.push_back({0, fit.roots[root].rows});
    }
    walker.take_roots_in_parts(rows);
    walker.hand_out(std::move(ranges));
    walker.count_streamed_tables();
    walker.take_steps();
    Walk walk = walker.finish();
    walk.closure.fit = fit;
    return walk;
}

}  // namespace subset
