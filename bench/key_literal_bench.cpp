// key_literal_bench.cpp
//
// Measures the statement that asks for rows by their keys, with 1,000 and 10,000 keys in a
// statement:
//
//   integers   one integer column: = ANY of an array
//   uuids      one uuid column, likewise
//   pairs      two integer columns, filtered column by column, as the pairs can be told here
//   whole_keys the same where the server has to compare whole keys: one array for each column
//
// Each statement is checked to hold every key before it is timed.
#include "graph/reference_graph.hpp"
#include "plan/make_plan.hpp"
#include "source/statements/key_filter.hpp"
#include "support/catalog_builder.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using subset::testing_support::CatalogBuilder;

subset::Plan make_plan() {
    CatalogBuilder builder;
    builder.table("users", {"id integer"})
        .table("documents", {"id uuid"})
        .table("items", {"a integer", "b integer"}, {"a", "b"})
        .table("notes", {"id integer", "u integer", "d uuid", "a integer", "b integer"})
        .reference("n_u", "notes(u) -> users(id)")
        .reference("n_d", "notes(d) -> documents(id)")
        .reference("n_i", "notes(a, b) -> items(a, b)");
    subset::Config config;
    subset::RootConfig root;
    root.table = "notes";
    config.roots.push_back(root);
    const subset::Catalog catalog = builder.build();
    return subset::make_plan(config, catalog);
}

const subset::ParentKey& key_of(const subset::Plan& plan, std::string_view table) {
    const auto found = std::find_if(
        plan.parent_keys.begin(), plan.parent_keys.end(), [&](const subset::ParentKey& key) {
            return plan.catalog.table(key.relation.table).name.name == table;
        });
    return *found;
}

// Makes keys of `width` values each; the last bytes of each value hold its number.
subset::KeyList make_keys(std::size_t count, std::size_t width, std::size_t bytes) {
    subset::KeyList keys{width == 1 && bytes == 8 ? subset::KeyForm::integer
                                                  : subset::KeyForm::bytes};
    std::string scratch;
    for (std::size_t number = 0; number < count; ++number) {
        if (keys.form() == subset::KeyForm::integer) {
            keys.add(subset::Key{static_cast<std::int64_t>(number) * 7});
            continue;
        }
        std::array<std::string, 2> values;
        std::vector<subset::KeyPart> parts;
        for (std::size_t place = 0; place < width; ++place) {
            std::uint64_t rest = width == 1 ? number : (place == 0 ? number / 4 : number % 4);
            values.at(place).assign(bytes, '\0');
            for (std::size_t at = bytes; rest > 0; rest >>= 8U) {
                values.at(place)[--at] = static_cast<char>(rest & 0xffU);
            }
            parts.emplace_back(values.at(place));
        }
        keys.add(subset::Key{*subset::encode_key(parts, scratch)});
    }
    return keys;
}

void measure(benchmark::State& state, std::string_view table, std::size_t width, std::size_t bytes,
             bool decidable_here) {
    const subset::Plan plan = make_plan();
    const subset::ParentKey& key = key_of(plan, table);
    const auto count = static_cast<std::size_t>(state.range(0));
    const subset::KeyList keys = make_keys(count, width, bytes);
    const std::vector<subset::Comparison> comparisons = subset::comparisons_of(plan, key);
    const auto render = [&] {
        return subset::render_keyed("SELECT", key, {keys, 0, keys.size()}, comparisons,
                                    decidable_here);
    };
    const subset::KeyedSql made = render();
    const auto commas = static_cast<std::size_t>(std::count(made.sql.begin(), made.sql.end(), ','));
    // The values of each column are listed once, so the separators of the arrays' items are
    // counted.
    const std::size_t least = width == 1       ? count - 1
                              : decidable_here ? count / 4 + 2
                                               : 2 * (count - 1);
    if (made.exact != (width == 1 || !decidable_here) || commas < least || commas > least + 4) {
        state.SkipWithError("the statement does not hold the keys");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(render());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void integers(benchmark::State& state) { measure(state, "users", 1, 8, true); }
void uuids(benchmark::State& state) { measure(state, "documents", 1, 16, true); }
void pairs(benchmark::State& state) { measure(state, "items", 2, 8, true); }
void whole_keys(benchmark::State& state) { measure(state, "items", 2, 8, false); }

BENCHMARK(integers)->Arg(1'000)->Arg(10'000);
BENCHMARK(uuids)->Arg(1'000)->Arg(10'000);
BENCHMARK(pairs)->Arg(1'000)->Arg(10'000);
BENCHMARK(whole_keys)->Arg(1'000)->Arg(10'000);

}  // namespace
