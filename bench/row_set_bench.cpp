// row_set_bench.cpp
//
// Measures row sets of 10,000, 100,000 and 1,000,000 rows: inserting rows, and asking for rows that
// are there and rows that are not. Row ids come as a scan delivers them (in the order of the
// table), as an index does (mixed), or far apart (a few of a large table). Key sets of integers are
// measured likewise. The answers are checked before anything is timed.
#include "rows/row_set.hpp"

#include "rows/keys.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace {

using subset::KeySet;
using subset::RowId;
using subset::RowSet;

// Row ids come as a scan delivers them, as an index does, or so few from a large table that no two
// are neighbours.
enum class Order : std::uint8_t { scan, index, apart };

// Makes `count` ids of one leaf, 60 rows to a page, from `first_block` on.
std::vector<RowId> make_ids(std::size_t count, std::uint32_t first_block, Order order) {
    constexpr std::uint32_t rows_in_page = 60;
    std::vector<RowId> ids;
    ids.reserve(count);
    for (std::uint32_t row = 0; row < count; ++row) {
        const auto offset = static_cast<std::uint16_t>(1 + row % rows_in_page);
        const std::uint32_t block = order == Order::apart ? row * 4 : row / rows_in_page;
        ids.push_back(subset::make_row_id(0, first_block + block, offset));
    }
    if (order != Order::scan) {
        std::shuffle(ids.begin(), ids.end(),
                     std::mt19937_64{1});  // NOLINT: the same order each time is the point
    }
    return ids;
}

RowSet make_set(const std::vector<RowId>& ids) {
    RowSet set;
    for (const RowId id : ids) {
        set.insert(id);
    }
    return set;
}

std::size_t count_hits(const RowSet& set, const std::vector<RowId>& ids) {
    std::size_t hits = 0;
    for (const RowId id : ids) {
        hits += set.contains(id) ? 1U : 0U;
    }
    return hits;
}

std::size_t rows_of(const benchmark::State& state) {
    return static_cast<std::size_t>(state.range(0));
}

void report(benchmark::State& state, std::size_t memory_bytes) {
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["bytes_per_row"] =
        static_cast<double>(memory_bytes) / static_cast<double>(state.range(0));
}

void insert(benchmark::State& state, Order order) {
    const std::vector<RowId> ids = make_ids(rows_of(state), 0, order);
    RowSet twice = make_set(ids);
    const bool any_new =
        std::any_of(ids.begin(), ids.end(), [&twice](RowId id) { return twice.insert(id); });
    if (any_new || twice.size() != ids.size() || count_hits(twice, ids) != ids.size()) {
        state.SkipWithError("the set does not hold what was inserted, each once");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(make_set(ids));
    }
    report(state, twice.memory_bytes());
}

// Asks for all rows of the set, or for as many that are not in it.
void lookup(benchmark::State& state, Order order, bool hit) {
    const std::vector<RowId> ids = make_ids(rows_of(state), 0, order);
    const std::vector<RowId> asked = hit ? ids : make_ids(rows_of(state), 1'000'000, order);
    const RowSet set = make_set(ids);
    if (count_hits(set, asked) != (hit ? ids.size() : 0)) {
        state.SkipWithError("a lookup gives the wrong answer");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(count_hits(set, asked));
    }
    report(state, set.memory_bytes());
}

// Three of four integer keys are wanted before they are known, as the parents of fetched rows are.
void integer_keys(benchmark::State& state, Order order) {
    std::vector<std::int64_t> keys(rows_of(state));
    for (std::size_t position = 0; position < keys.size(); ++position) {
        keys[position] = static_cast<std::int64_t>(position) * (order == Order::apart ? 3'000 : 3);
    }
    if (order != Order::scan) {
        std::shuffle(keys.begin(), keys.end(), std::mt19937_64{1});  // NOLINT: as above
    }
    const auto fill = [&keys] {
        KeySet set;
        for (std::size_t position = 0; position < keys.size(); ++position) {
            if (position % 4 != 0) {
                set.want(subset::Key{keys[position]});
            }
            set.know(subset::Key{keys[position]});
        }
        return set;
    };
    const KeySet set = fill();
    const bool all_known = std::all_of(keys.begin(), keys.end(), [&set](std::int64_t key) {
        return set.state_of(subset::Key{key}) == subset::KeyState::known &&
               set.state_of(subset::Key{key + 1}) == subset::KeyState::absent;
    });
    if (!all_known || set.size() != keys.size()) {
        state.SkipWithError("the set does not know the keys, and only them");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(fill());
    }
    report(state, set.memory_bytes());
}

void row_insert_scan(benchmark::State& state) { insert(state, Order::scan); }
void row_insert_index(benchmark::State& state) { insert(state, Order::index); }
void row_insert_apart(benchmark::State& state) { insert(state, Order::apart); }
void row_hit_scan(benchmark::State& state) { lookup(state, Order::scan, true); }
void row_hit_index(benchmark::State& state) { lookup(state, Order::index, true); }
void row_hit_apart(benchmark::State& state) { lookup(state, Order::apart, true); }
void row_miss_scan(benchmark::State& state) { lookup(state, Order::scan, false); }
void row_miss_index(benchmark::State& state) { lookup(state, Order::index, false); }
void row_miss_apart(benchmark::State& state) { lookup(state, Order::apart, false); }
void key_insert_scan(benchmark::State& state) { integer_keys(state, Order::scan); }
void key_insert_index(benchmark::State& state) { integer_keys(state, Order::index); }
void key_insert_apart(benchmark::State& state) { integer_keys(state, Order::apart); }

BENCHMARK(row_insert_scan)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_insert_index)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_insert_apart)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_hit_scan)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_hit_index)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_hit_apart)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_miss_scan)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_miss_index)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(row_miss_apart)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(key_insert_scan)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(key_insert_index)->RangeMultiplier(10)->Range(10'000, 1'000'000);
BENCHMARK(key_insert_apart)->RangeMultiplier(10)->Range(10'000, 1'000'000);

}  // namespace
