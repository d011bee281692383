// Compares the closure with a fixpoint that tries every pair of rows until nothing is new, over
// random schemas and rows.
#include "closure/closure.hpp"
#include "plan/make_plan.hpp"
#include "random/fixpoint.hpp"
#include "random/random_closure.hpp"
#include "support/random_comparison.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace subset {
namespace {

using testing_support::Fixpoint;
using testing_support::MemoryRow;
using testing_support::MemorySource;
using testing_support::Random;
using testing_support::render_closure;
using testing_support::Schema;
using testing_support::stays;

// Whether there was anything to compare.
bool compare(std::uint32_t seed) {
    Random random{seed};
    const Schema schema = testing_support::make_schema(random);
    const Catalog catalog = schema.builder.build();
    const Config config = testing_support::make_config(schema, random);
    const Plan plan = make_plan(config, catalog);
    EXPECT_TRUE(plan.faults.empty());
    MemorySource source{plan};
    testing_support::add_rows(schema, 1 + random.below(30), source, random);
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        const std::size_t divisor = 1 + random.below(12);
        const std::size_t remainder = random.below(divisor);
        source.set_root(root, [=](const MemoryRow& row) {
            return std::stoull(row.values[0].value()) % divisor == remainder;
        });
    }
    const Fixpoint expected{config, plan, source};
    Observer silent;
    const Cancellation cancellation;
    if (expected.empty() || expected.is_broken()) {
        EXPECT_THROW(
            (void)compute_closure(plan, {}, source, nullptr, nullptr, silent, cancellation), Error);
        return false;
    }
    const Closure closure =
        compute_closure(plan, {}, source, nullptr, nullptr, silent, cancellation);
    EXPECT_EQ(render_closure(plan, closure, source), expected.render());
    for (const TablePlan& table : plan.tables) {
        for (const MemoryRow& row : source.rows().of(table.table)) {
            if (!table.streamable) {
                EXPECT_EQ(stays(closure, table.table, row.id), expected.has(table.table, row.id));
            }
        }
    }
    EXPECT_EQ(source.keys_asked_again, 0U);
    return true;
}

// SUBSET_TEST_SEED names one case to run again.
TEST(Closure, AgreesWithAFixpointOverAllPairsOfRows) {
    const char* const given = std::getenv("SUBSET_TEST_SEED");
    const std::uint32_t first =
        given != nullptr ? static_cast<std::uint32_t>(std::stoul(given)) : std::random_device{}();
    const std::uint32_t cases = given != nullptr ? 1 : 400;
    std::uint32_t compared = 0;
    for (std::uint32_t number = 0; number < cases; ++number) {
        SCOPED_TRACE(fmt::format("SUBSET_TEST_SEED={}", first + number));
        compared += compare(first + number) ? 1 : 0;
        if (HasFailure()) {
            return;
        }
    }
    EXPECT_TRUE(given != nullptr || compared > cases / 4)
        << "only " << compared << " cases had rows";
}

}  // namespace
}  // namespace subset
