#include "graph/reference_graph.hpp"

namespace subset {

ReferenceGraph make_reference_graph(const Catalog& catalog) {
    ReferenceGraph graph;
    graph.parents_of.resize(catalog.tables.size());
    graph.children_of.resize(catalog.tables.size());
    Digraph arcs{static_cast<std::uint32_t>(catalog.tables.size()), {}};
    for (const Reference& reference : catalog.references) {
        for (const TableId child : reference.child.tables()) {
            graph.parents_of[child].push_back(reference.id);
            for (const TableId parent : reference.parent.tables()) {
                arcs.arcs.push_back(
                    {static_cast<std::uint32_t>(parent), static_cast<std::uint32_t>(child)});
            }
        }
        for (const TableId parent : reference.parent.tables()) {
            graph.children_of[parent].push_back(reference.id);
        }
    }
    for (const std::vector<std::uint32_t>& members : compute_ordered_components(arcs)) {
        std::vector<TableId>& component = graph.components.emplace_back();
        for (const std::uint32_t member : members) {
            component.push_back(TableId{member});
            graph.load_order.push_back(TableId{member});
        }
    }
    return graph;
}

}  // namespace subset
