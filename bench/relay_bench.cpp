// relay_bench.cpp
//
// Measures what happens to rows between the two servers, without the servers: 100,000 rows of six
// columns, about 60 bytes each.
//
//   take_in   the source's messages split into the key's values and the row, into the row store
//   binary    out of the row store, as the target's COPY takes them
//   patched   the same, with one column of every second row NULLed
//   text      the same as lines of text
//
// What comes out is compared with what went in before it is timed.
#include "graph/reference_graph.hpp"
#include "load/table_copy.hpp"
#include "pg/copy_rows.hpp"
#include "plan/make_plan.hpp"
#include "support/catalog_builder.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using subset::RowId;
using subset::RowStore;
using subset::TableId;
using subset::testing_support::CatalogBuilder;

constexpr std::uint64_t row_count = 100'000;
constexpr TableId items{0};

// Returns the last `width` bytes of the value, high byte first.
std::string number(std::uint64_t value, std::size_t width) {
    std::string bytes(width, '\0');
    for (std::size_t at = width; at > 0; value >>= 8U) {
        bytes[--at] = static_cast<char>(value & 0xffU);
    }
    return bytes;
}

std::string make_tuple(const std::vector<std::string>& fields) {
    std::string tuple = number(fields.size(), 2);
    for (const std::string& field : fields) {
        tuple += number(field.size(), 4) + field;
    }
    return tuple;
}

std::string row(std::uint64_t id) {
    return make_tuple({number(id, 4), number(id % 20'000, 4), number(id % 7, 2), number(id * 3, 8),
                       "a line of text", number(id, 8)});
}

subset::Plan make_plan(bool text) {
    CatalogBuilder builder;
    builder.table("items", {"id integer", "order_id integer", "quantity smallint", "price bigint",
                            "note text", "made timestamptz"});
    subset::Config config;
    subset::RootConfig root;
    root.table = "items";
    config.roots.push_back(root);
    const subset::Catalog catalog = builder.build();
    subset::Plan plan = subset::make_plan(config, catalog);
    plan.outputs.front().format = text ? subset::CopyFormat::text : subset::CopyFormat::binary;
    return plan;
}

class Memory final : public subset::CopyWriter {
public:
    void begin(const std::string&) override { data.clear(); }
    void put(std::string_view piece) override { data += piece; }
    std::uint64_t end(std::uint64_t sent) override { return sent; }
    std::string data;
};

RowStore make_store(bool with_ids) {
    RowStore store{1, std::uint64_t{64} << 20U};
    for (std::uint64_t id = 0; id < row_count; ++id) {
        with_ids ? store.append(items, RowId{id + 1}, row(id)) : store.append(items, row(id));
    }
    return store;
}

void take_in(benchmark::State& state) {
    std::vector<std::string> messages;
    for (std::uint64_t id = 0; id < row_count; ++id) {
        const std::string head = id == 0 ? std::string{subset::binary_copy_header()} : "";
        std::string tuple = row(id);
        // The id and one key stand in front of the row, as the closure asks for them.
        tuple = number(8, 2) + number(8, 4) + number(id, 8) + number(8, 4) +
                number(id % 20'000, 8) + tuple.substr(2);
        messages.push_back(head + tuple);
    }
    std::uint64_t keys = 0;
    const auto take = [&] {
        RowStore store{1, std::uint64_t{64} << 20U};
        keys = 0;
        subset::TupleReader reader{
            {.head = 2}, [&](std::span<const subset::KeyPart> head, std::string_view tuple) {
                keys += static_cast<std::uint64_t>(subset::integer_of(*head[1]));
                store.append(items, tuple);
            }};
        for (const std::string& message : messages) {
            reader.take(message);
        }
        return store;
    };
    std::string taken;
    take().read(items, [&](std::string_view piece) { taken += piece; });
    std::string expected;
    std::uint64_t expected_keys = 0;
    for (std::uint64_t id = 0; id < row_count; ++id) {
        expected += row(id);
        expected_keys += id % 20'000;
    }
    if (taken != expected || keys != expected_keys) {
        state.SkipWithError("other rows came out than went in");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(take());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(row_count));
}

void hand_on(benchmark::State& state, bool text, bool patched, const std::string& expected) {
    subset::Plan plan = make_plan(text);
    plan.tables.front().patched = patched;
    subset::Closure closure;
    closure.tables.push_back({row_count, row_count, 0});
    closure.patches.emplace_back();
    if (patched) {
        plan.references.emplace_back();
        plan.reference_outputs.emplace_back().nulled = {{plan.tables.front().table, {1}}};
        subset::TablePatch::Nulled nulled{subset::ReferenceId{0}, {}};
        for (std::uint64_t id = 0; id < row_count; id += 2) {
            nulled.rows.insert(RowId{id + 1});
        }
        closure.patches.front().nulled.push_back(std::move(nulled));
    }
    const RowStore store = make_store(patched);
    Memory memory;
    const auto load = [&] {
        return subset::load_stored_rows(plan, closure, {items}, store, memory,
                                        {[](std::uint64_t, std::uint64_t) {}});
    };
    if (load().rows != row_count || memory.data != expected) {
        state.SkipWithError("other rows came out than went in");
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(load());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(row_count));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(expected.size()));
}

std::string as_binary(bool patched) {
    std::string data{subset::binary_copy_header()};
    for (std::uint64_t id = 0; id < row_count; ++id) {
        std::string tuple = row(id);
        if (patched && id % 2 == 0) {
            tuple.replace(10, 8, "\xff\xff\xff\xff");  // the second field's length and value
        }
        data += tuple;
    }
    return data + std::string{subset::binary_copy_trailer()};
}

void binary(benchmark::State& state) { hand_on(state, false, false, as_binary(false)); }
void patched(benchmark::State& state) { hand_on(state, false, true, as_binary(true)); }

// The server sends texts as text. Here the bytes of numbers serve, since none of them is to be
// escaped.
void text(benchmark::State& state) {
    std::string lines;
    for (std::uint64_t id = 0; id < row_count; ++id) {
        subset::append_text_line(row(id), lines);
    }
    hand_on(state, true, false, lines);
}

BENCHMARK(take_in)->Unit(benchmark::kMillisecond);
BENCHMARK(binary)->Unit(benchmark::kMillisecond);
BENCHMARK(patched)->Unit(benchmark::kMillisecond);
BENCHMARK(text)->Unit(benchmark::kMillisecond);

}  // namespace
