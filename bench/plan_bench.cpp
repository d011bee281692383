// plan_bench.cpp
//
// Measures the plan of a refresh from a catalog of 10, 100 and 2,000 tables with three references
// each: the reference graph, what is reached, the expansion graph and its order, the SQL of every
// table.
//
//   ladder   each table references the three before it
//   wheel    the same, round and round: one component that holds everything
//
// Each input's answer is checked before it is timed.
#include "graph/reference_graph.hpp"
#include "plan/make_plan.hpp"
#include "support/catalog_builder.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using subset::testing_support::CatalogBuilder;

constexpr std::uint32_t references = 3;

subset::Catalog make_catalog(std::uint32_t tables, bool wheel) {
    CatalogBuilder builder;
    const auto name = [](std::uint32_t number) { return "t" + std::to_string(number); };
    for (std::uint32_t table = 0; table < tables; ++table) {
        builder.table(name(table), {"id integer", "a integer", "b integer", "c integer", "d text"});
    }
    for (std::uint32_t table = 0; table < tables; ++table) {
        for (std::uint32_t back = 1; back <= references; ++back) {
            if (wheel || table >= back) {
                const std::string column(1, static_cast<char>('a' + back - 1));
                builder.reference("f" + std::to_string(table) + column,
                                  name(table) + "(" + column + ") -> " +
                                      name((table + tables - back) % tables) + "(id)");
            }
        }
    }
    return builder.build();
}

subset::Config make_config() {
    subset::Config config;
    subset::RootConfig root;
    root.table = "t5";
    root.children = true;
    root.limit = 50;
    config.roots.push_back(root);
    return config;
}

void measure(benchmark::State& state, bool wheel) {
    const auto tables = static_cast<std::uint32_t>(state.range(0));
    const subset::Catalog catalog = make_catalog(tables, wheel);
    const subset::Config config = make_config();
    const subset::Plan plan = subset::make_plan(config, catalog);
    const bool all_reached =
        std::all_of(plan.tables.begin(), plan.tables.end(),
                    [](const subset::TablePlan& each) { return each.reachable; });
    if (!plan.faults.empty() || !all_reached) {
        state.SkipWithError("the plan does not reach every table");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(subset::make_plan(config, catalog));
    }
    state.SetItemsProcessed(state.iterations() *
                            static_cast<std::int64_t>(catalog.references.size()));
}

void ladder(benchmark::State& state) { measure(state, false); }
void wheel(benchmark::State& state) { measure(state, true); }

BENCHMARK(ladder)->Arg(10)->Arg(100)->Arg(2'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(wheel)->Arg(10)->Arg(100)->Arg(2'000)->Unit(benchmark::kMicrosecond);

}  // namespace
