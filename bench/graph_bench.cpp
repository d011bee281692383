// graph_bench.cpp
//
// Measures the reference graph (making it, its components and its load order) from a catalog of 10,
// 100 and 2,000 tables. Each input has the name of what it makes hard:
//
//   chain      each table references the one before: the longest path
//   star       all reference one table: the largest degree
//   diamond    layers of four, each referencing all of the layer before: many ways to everything
//   cycle      a chain whose first table references its last: one component holds everything
//   self_tree  all reference themselves, and one: self-references are edges, not components
//
// Each input's answer is checked before it is timed.
#include "catalog/catalog.hpp"
#include "graph/reference_graph.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using subset::Catalog;
using subset::TableId;

Catalog make_catalog(std::uint32_t tables) {
    Catalog catalog;
    for (std::uint32_t number = 0; number < tables; ++number) {
        subset::Table table;
        table.id = TableId{number};
        table.oid = 16384 + number;
        const std::string digits = std::to_string(number);
        table.name = {"public", "t" + std::string(6 - digits.size(), '0') + digits};
        catalog.tables.push_back(table);
    }
    return catalog;
}

void add_reference(Catalog& catalog, std::uint32_t child, std::uint32_t parent) {
    subset::Reference reference;
    reference.id = subset::ReferenceId{static_cast<std::uint32_t>(catalog.references.size())};
    reference.name = "r" + std::to_string(catalog.references.size());
    reference.child.table = TableId{child};
    reference.parent.table = TableId{parent};
    catalog.references.push_back(reference);
}

Catalog make_chain(std::uint32_t tables) {
    Catalog catalog = make_catalog(tables);
    for (std::uint32_t table = 1; table < tables; ++table) {
        add_reference(catalog, table, table - 1);
    }
    return catalog;
}

Catalog make_star(std::uint32_t tables) {
    Catalog catalog = make_catalog(tables);
    for (std::uint32_t table = 1; table < tables; ++table) {
        add_reference(catalog, table, 0);
    }
    return catalog;
}

Catalog make_diamond(std::uint32_t tables) {
    constexpr std::uint32_t width = 4;
    Catalog catalog = make_catalog(tables);
    for (std::uint32_t table = width; table < tables; ++table) {
        const std::uint32_t layer_before = (table / width - 1) * width;
        for (std::uint32_t parent = layer_before; parent < layer_before + width; ++parent) {
            add_reference(catalog, table, parent);
        }
    }
    return catalog;
}

Catalog make_cycle(std::uint32_t tables) {
    Catalog catalog = make_chain(tables);
    add_reference(catalog, 0, tables - 1);
    return catalog;
}

Catalog make_self_tree(std::uint32_t tables) {
    Catalog catalog = make_star(tables);
    for (std::uint32_t table = 0; table < tables; ++table) {
        add_reference(catalog, table, table);
    }
    return catalog;
}

// Returns what is wrong with the graph of a catalog, or nothing.
std::string_view find_fault(const Catalog& catalog, std::size_t components) {
    const subset::ReferenceGraph graph = subset::make_reference_graph(catalog);
    if (graph.components.size() != components) {
        return "the number of components is wrong";
    }
    if (graph.load_order.size() != catalog.tables.size()) {
        return "the load order does not hold each table once";
    }
    std::vector<std::size_t> component_of(catalog.tables.size());
    for (std::size_t component = 0; component < graph.components.size(); ++component) {
        for (const TableId table : graph.components[component]) {
            component_of[subset::index_of(table)] = component;
        }
    }
    for (const subset::Reference& reference : catalog.references) {
        if (component_of[subset::index_of(reference.parent.table)] >
            component_of[subset::index_of(reference.child.table)]) {
            return "a child comes before its parent";
        }
    }
    return {};
}

void measure(benchmark::State& state, const Catalog& catalog, std::size_t components) {
    if (const std::string_view fault = find_fault(catalog, components); !fault.empty()) {
        state.SkipWithError(std::string{fault}.c_str());
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(subset::make_reference_graph(catalog));
    }
    state.SetItemsProcessed(state.iterations() *
                            static_cast<std::int64_t>(catalog.references.size()));
}

std::uint32_t tables_of(const benchmark::State& state) {
    return static_cast<std::uint32_t>(state.range(0));
}

void chain(benchmark::State& state) {
    measure(state, make_chain(tables_of(state)), tables_of(state));
}
void star(benchmark::State& state) {
    measure(state, make_star(tables_of(state)), tables_of(state));
}
void diamond(benchmark::State& state) {
    measure(state, make_diamond(tables_of(state)), tables_of(state));
}
void cycle(benchmark::State& state) { measure(state, make_cycle(tables_of(state)), 1); }
void self_tree(benchmark::State& state) {
    measure(state, make_self_tree(tables_of(state)), tables_of(state));
}

BENCHMARK(chain)->Arg(10)->Arg(100)->Arg(2000);
BENCHMARK(star)->Arg(10)->Arg(100)->Arg(2000);
BENCHMARK(diamond)->Arg(10)->Arg(100)->Arg(2000);
BENCHMARK(cycle)->Arg(10)->Arg(100)->Arg(2000);
BENCHMARK(self_tree)->Arg(10)->Arg(100)->Arg(2000);

}  // namespace
