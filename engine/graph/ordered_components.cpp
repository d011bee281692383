#include "graph/reference_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <queue>

namespace subset {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

// Computes which component each node is in. Boost numbers the components in a reverse topological
// order, but that order depends on the order of the arcs; the order below does not.
std::vector<std::uint32_t> compute_components(const Digraph& graph, std::uint32_t& count) {
    Graph boosted{graph.node_count};
    for (const Digraph::Arc& arc : graph.arcs) {
        boost::add_edge(arc.from, arc.to, boosted);
    }
    std::vector<std::uint32_t> component(graph.node_count);
    count = graph.node_count == 0
                ? 0
                : boost::strong_components(
                      boosted, boost::make_iterator_property_map(
                                   component.begin(), get(boost::vertex_index, boosted)));
    return component;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> compute_ordered_components(const Digraph& graph) {
    std::uint32_t count = 0;
    const std::vector<std::uint32_t> component = compute_components(graph, count);
    std::vector<std::vector<std::uint32_t>> members(count);
    for (std::uint32_t node = 0; node < graph.node_count; ++node) {
        members[component[node]].push_back(node);
    }
    std::vector<std::vector<std::uint32_t>> later(count);
    std::vector<std::uint32_t> unmet(count);
    for (const Digraph::Arc& arc : graph.arcs) {
        if (component[arc.from] != component[arc.to]) {
            later[component[arc.from]].push_back(component[arc.to]);
            ++unmet[component[arc.to]];
        }
    }
    // This is Kahn's algorithm; among the components that are ready, the one with the smallest
    // first member comes next. topological_sort has no such tie-break.
    using Ready = std::pair<std::uint32_t, std::uint32_t>;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    for (std::uint32_t each = 0; each < count; ++each) {
        if (unmet[each] == 0) {
            ready.emplace(members[each].front(), each);
        }
    }
    std::vector<std::vector<std::uint32_t>> ordered;
    ordered.reserve(count);
    while (!ready.empty()) {
        const std::uint32_t next = ready.top().second;
        ready.pop();
        for (const std::uint32_t after : later[next]) {
            if (--unmet[after] == 0) {
                ready.emplace(members[after].front(), after);
            }
        }
        ordered.push_back(std::move(members[next]));
    }
    return ordered;
}

}  // namespace subset
