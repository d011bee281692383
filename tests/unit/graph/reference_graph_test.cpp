#include "graph/reference_graph.hpp"

#include "support/catalog_builder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::CatalogBuilder;
using testing_support::reference_id;
using testing_support::table_id;

std::vector<std::string> names_of(const Catalog& catalog, const std::vector<TableId>& tables) {
    std::vector<std::string> names;
    for (const TableId table : tables) {
        names.push_back(catalog.table(table).name.name);
    }
    return names;
}

std::vector<std::string> load_order_of(const Catalog& catalog) {
    return names_of(catalog, make_reference_graph(catalog).load_order);
}

CatalogBuilder with_tables(const std::vector<std::string>& names) {
    CatalogBuilder builder;
    for (const std::string& name : names) {
        builder.table(name, {"id integer", "a integer", "b integer"});
    }
    return builder;
}

TEST(ReferenceGraph, AnEmptyCatalogHasNoComponent) {
    const ReferenceGraph graph = make_reference_graph(Catalog{});
    EXPECT_THAT(graph.components, IsEmpty());
    EXPECT_THAT(graph.load_order, IsEmpty());
}

TEST(ReferenceGraph, ParentsAreLoadedBeforeTheirChildren) {
    const Catalog catalog = with_tables({"a_lines", "b_orders", "c_users"})
                                .reference("r1", "a_lines(a) -> b_orders(id)")
                                .reference("r2", "b_orders(a) -> c_users(id)")
                                .build();
    EXPECT_THAT(load_order_of(catalog), ElementsAre("c_users", "b_orders", "a_lines"));
}

TEST(ReferenceGraph, TablesThatNothingOrdersAreInTheOrderOfTheirNames) {
    EXPECT_THAT(load_order_of(with_tables({"z", "m", "a", "B"}).build()),
                ElementsAre("B", "a", "m", "z"));
}

TEST(ReferenceGraph, ATieIsBrokenByNameAsSoonAsATableIsFree) {
    // c waits for z; b and d wait for nobody.
    const Catalog catalog =
        with_tables({"b", "c", "d", "z"}).reference("r", "c(a) -> z(id)").build();
    EXPECT_THAT(load_order_of(catalog), ElementsAre("b", "d", "z", "c"));
}

TEST(ReferenceGraph, ACycleIsOneComponentInTheOrderOfNames) {
    const Catalog catalog = with_tables({"a", "b", "c", "d"})
                                .reference("r1", "b(a) -> c(id)")
                                .reference("r2", "c(a) -> b(id)")
                                .reference("r3", "a(a) -> b(id)")
                                .reference("r4", "c(b) -> d(id)")
                                .build();
    const ReferenceGraph graph = make_reference_graph(catalog);
    ASSERT_THAT(graph.components, SizeIs(3));
    EXPECT_THAT(names_of(catalog, graph.components[0]), ElementsAre("d"));
    EXPECT_THAT(names_of(catalog, graph.components[1]), ElementsAre("b", "c"));
    EXPECT_THAT(names_of(catalog, graph.components[2]), ElementsAre("a"));
}

TEST(ReferenceGraph, ParallelReferencesAndSelfReferencesAreEdgesOfTheirOwn) {
    const Catalog catalog = with_tables({"letters", "users"})
                                .reference("sender", "letters(a) -> users(id)")
                                .reference("receiver", "letters(b) -> users(id)")
                                .reference("boss", "users(a) -> users(id)")
                                .build();
    const ReferenceGraph graph = make_reference_graph(catalog);
    const TableId letters = table_id(catalog, "letters");
    const TableId users = table_id(catalog, "users");
    EXPECT_THAT(graph.parents_of[letters],
                ElementsAre(reference_id(catalog, "receiver"), reference_id(catalog, "sender")));
    EXPECT_THAT(graph.parents_of[users], ElementsAre(reference_id(catalog, "boss")));
    EXPECT_THAT(graph.children_of[users], SizeIs(3));
    EXPECT_THAT(graph.children_of[letters], IsEmpty());
    EXPECT_THAT(names_of(catalog, graph.load_order), ElementsAre("users", "letters"));
}

TEST(ReferenceGraph, TheOrderInWhichReferencesAreGivenDoesNotMatter) {
    const auto order = [](bool backwards) {
        CatalogBuilder builder = with_tables({"a", "b", "c", "d", "e"});
        const std::vector<std::string> ends = {"a(a) -> c(id)", "b(a) -> c(id)", "c(a) -> e(id)",
                                               "d(a) -> e(id)", "b(b) -> d(id)"};
        for (std::size_t index = 0; index < ends.size(); ++index) {
            const std::size_t each = backwards ? ends.size() - 1 - index : index;
            builder.reference(fmt::format("r{}", each), ends[each]);
        }
        return load_order_of(builder.build());
    };
    EXPECT_EQ(order(false), order(true));
    EXPECT_THAT(order(false), ElementsAre("e", "c", "a", "d", "b"));
}

TEST(OrderedComponents, ALongChainNeedsNoDeepRecursion) {
    Digraph chain{100'000, {}};
    for (std::uint32_t node = 0; node + 1 < chain.node_count; ++node) {
        chain.arcs.push_back({node + 1, node});
    }
    const auto components = compute_ordered_components(chain);
    ASSERT_THAT(components, SizeIs(chain.node_count));
    EXPECT_THAT(components.front(), ElementsAre(chain.node_count - 1));
    EXPECT_THAT(components.back(), ElementsAre(0));
}

TEST(OrderedComponents, EveryArcOfTwoThousandTablesStaysInItsComponentOrLeadsOn) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    Digraph graph{2'000, {}};
    for (int arc = 0; arc < 3'000; ++arc) {
        graph.arcs.push_back({static_cast<std::uint32_t>(random() % graph.node_count),
                              static_cast<std::uint32_t>(random() % graph.node_count)});
    }
    const auto components = compute_ordered_components(graph);
    std::vector<std::size_t> place(graph.node_count, components.size());
    std::size_t nodes = 0;
    for (std::size_t component = 0; component < components.size(); ++component) {
        EXPECT_TRUE(std::is_sorted(components[component].begin(), components[component].end()));
        for (const std::uint32_t node : components[component]) {
            place[node] = component;
            ++nodes;
        }
    }
    EXPECT_EQ(nodes, graph.node_count);
    for (const Digraph::Arc& arc : graph.arcs) {
        EXPECT_LE(place[arc.from], place[arc.to]);
    }
    std::shuffle(graph.arcs.begin(), graph.arcs.end(), random);
    EXPECT_EQ(compute_ordered_components(graph), components);
}

}  // namespace
}  // namespace subset
