// The largest twin that fits, over random schemas and rows: it is the closure of the roots' first
// rows by the fixpoint, and that of one step more is too large.
#include "closure/closure.hpp"
#include "closure/fit/root_shares.hpp"
#include "plan/make_plan.hpp"
#include "random/fixpoint.hpp"
#include "random/random_closure.hpp"
#include "support/random_comparison.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing_support::Fixpoint;
using testing_support::MemoryRow;
using testing_support::MemorySource;
using testing_support::Random;
using testing_support::Schema;

Plan with_space(Plan plan) {
    DiskSpace space;
    for (TablePlan& each : plan.tables) {
        LeafSpace leaf;
        leaf.row_bytes = 60;
        leaf.indexes.push_back({.empty_bytes = 8192, .entry_bytes = 400, .key_bytes = 390});
        TableSpace& table = space.tables.emplace_back();
        table.leaves.push_back(leaf);
        if (!each.streamable) {
            table.size_slot = static_cast<std::uint16_t>(each.key_values.size());
            each.key_values.push_back({"size", KeyKind::integer});
        }
    }
    plan.space = std::move(space);
    return plan;
}

class FitCase {
public:
    explicit FitCase(std::uint32_t seed)
        : random_{seed},
          schema_{testing_support::make_schema(random_)},
          catalog_{schema_.builder.build()},
          config_{testing_support::make_config(schema_, random_)},
          plan_{with_space(make_plan(config_, catalog_))},
          source_{plan_} {
        testing_support::add_rows(schema_, 1 + random_.below(60), source_, random_);
        for (std::uint32_t root = 0; root < plan_.roots.size(); ++root) {
            const std::size_t divisor = 1 + random_.below(4);
            const std::size_t remainder = random_.below(divisor);
            divisors_.emplace_back(divisor, remainder);
        }
        take({});
    }

    // Whether there was anything to compare.
    bool compare() {
        const auto whole = try_closure(std::numeric_limits<std::int64_t>::max());
        if (!whole) {
            return false;
        }
        const FitOutcome all = *whole->fit;
        EXPECT_EQ(all.fraction, 1);
        const std::uint64_t wish =
            all.base_bytes + random_.below(all.bytes - all.base_bytes + 20'000);
        RootShares shares{sizes_of(all)};
        const auto closure = try_closure(wish);
        if (!closure) {
            EXPECT_TRUE(is_broken_ || size_of(shares.after(1)) > wish);
            return false;
        }
        const FitOutcome& fit = *closure->fit;
        EXPECT_LE(fit.bytes, wish);
        while (shares.taken() != rows_of(fit) && !shares.all()) {
            shares = shares.after(1);
        }
        EXPECT_EQ(shares.taken(), rows_of(fit));
        EXPECT_EQ(shares.fraction(), fit.fraction);
        EXPECT_EQ(size_of(shares), fit.bytes);
        if (!shares.all()) {
            EXPECT_GT(size_of(shares.after(1)), wish);
        }
        compare_prices(fit);
        take(rows_of(fit));
        EXPECT_EQ(testing_support::render_closure(plan_, *closure, source_),
                  Fixpoint(config_, plan_, source_).render());
        return fit.fraction < 1;
    }

private:
    static std::vector<std::uint64_t> sizes_of(const FitOutcome& fit) {
        std::vector<std::uint64_t> sizes;
        for (const FitOutcome::Root& root : fit.roots) {
            sizes.push_back(root.of_rows);
        }
        return sizes;
    }
    static std::vector<std::uint64_t> rows_of(const FitOutcome& fit) {
        std::vector<std::uint64_t> rows;
        for (const FitOutcome::Root& root : fit.roots) {
            rows.push_back(root.rows);
        }
        return rows;
    }

    // Has each root select only so many of its first rows; all of them where nothing is said.
    void take(const std::vector<std::uint64_t>& rows) {
        for (std::uint32_t root = 0; root < plan_.roots.size(); ++root) {
            const auto [divisor, remainder] = divisors_[root];
            const std::uint64_t most =
                rows.empty() ? std::numeric_limits<std::uint64_t>::max() : rows[root];
            source_.set_root(root, [=, d = divisor, r = remainder](const MemoryRow& row) {
                const std::uint64_t id = std::stoull(row.values[0].value());
                return id % d == r && id / d < most;
            });
        }
    }

    std::optional<Closure> try_closure(std::uint64_t fit) {
        Observer silent;
        const Cancellation cancellation;
        Limits limits;
        limits.fit = fit;
        is_broken_ = false;
        try {
            return compute_closure(plan_, limits, source_, nullptr, nullptr, silent, cancellation);
        } catch (const Error& error) {
            is_broken_ = error.kind() != ErrorKind::limit;
            return std::nullopt;
        }
    }

    // Computed by itself, without any step before.
    std::uint64_t size_of(const RootShares& shares) {
        take(shares.taken());
        const auto closure = try_closure(std::numeric_limits<std::int64_t>::max());
        take({});
        return closure ? closure->fit->bytes : std::numeric_limits<std::uint64_t>::max();
    }

    void compare_prices(const FitOutcome& fit) {
        for (std::size_t root = 0; root < fit.roots.size(); ++root) {
            const FitOutcome::Root& each = fit.roots[root];
            EXPECT_EQ(each.next_bytes.has_value(), each.rows < each.of_rows);
            if (!each.next_bytes || each.more) {
                continue;
            }
            std::vector<std::uint64_t> rows = rows_of(fit);
            ++rows[root];
            take(rows);
            const auto closure = try_closure(std::numeric_limits<std::int64_t>::max());
            take({});
            if (closure) {
                EXPECT_EQ(closure->fit->bytes, fit.bytes + *each.next_bytes);
            }
        }
    }

    Random random_;
    Schema schema_;
    Catalog catalog_;
    Config config_;
    Plan plan_;
    MemorySource source_;
    std::vector<std::pair<std::size_t, std::size_t>> divisors_;
    bool is_broken_ = false;
};

// SUBSET_TEST_SEED names one case to run again, SUBSET_TEST_CASES says how many there are.
TEST(Fit, TakesTheLargestPartOfTheRootsThatFits) {
    const char* const given = std::getenv("SUBSET_TEST_SEED");
    const char* const many = std::getenv("SUBSET_TEST_CASES");
    const std::uint32_t first =
        given != nullptr ? static_cast<std::uint32_t>(std::stoul(given)) : std::random_device{}();
    const std::uint32_t cases = many != nullptr    ? static_cast<std::uint32_t>(std::stoul(many))
                                : given != nullptr ? 1
                                                   : 150;
    std::uint32_t compared = 0;
    for (std::uint32_t number = 0; number < cases; ++number) {
        SCOPED_TRACE(fmt::format("SUBSET_TEST_SEED={}", first + number));
        compared += FitCase{first + number}.compare() ? 1 : 0;
        if (HasFailure()) {
            return;
        }
    }
    EXPECT_TRUE(cases == 1 || compared > cases / 16) << "only " << compared << " were cut short";
}

}  // namespace
}  // namespace subset
