// reference_graph.hpp
//
// The reference graph shows the tables and references of a catalog as a graph, with its strongly
// connected components and its load order. It is the third stage: catalog -> *reference graph* ->
// plan. Parallel references and self-references are edges of their own.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "catalog/catalog.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// A directed graph given by its arcs, over nodes 0 .. node_count - 1.
struct Digraph {
    struct Arc {
        std::uint32_t from = 0;
        std::uint32_t to = 0;
    };
    std::uint32_t node_count = 0;
    std::vector<Arc> arcs;
};

// Computes the strongly connected components in topological order: every arc stays in its component
// or leads to a later one. The nodes inside a component are in ascending order. Components that no
// arc puts in order stand in the order of their smallest node, so the result is stable where nodes
// are numbered by name.
//
// Cost: O((nodes + arcs) log nodes), no recursion.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> compute_ordered_components(
    const Digraph& graph);

struct ReferenceGraph {
    std::vector<std::vector<TableId>> components;  // parents first; a cycle is one component
    std::vector<TableId> load_order;               // the components, flattened
    // The references that each table has.
    IdVector<TableId, std::vector<ReferenceId>> parents_of;
    IdVector<TableId, std::vector<ReferenceId>> children_of;  // the references to the table
};

// Cost: pure.
[[nodiscard]] ReferenceGraph make_reference_graph(const Catalog& catalog);

}  // namespace subset
