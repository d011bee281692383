#include "plan/expansion.hpp"

#include <algorithm>

namespace subset {
namespace {

// The chosen nodes get the lower numbers, and within each half the nodes are numbered by table. No
// arc leads from a required node to a chosen one, so the order's tie-break finishes all chosen rows
// before the first required one is read, and no row is ever upgraded.
struct Nodes {
    std::uint32_t tables;
    [[nodiscard]] std::uint32_t chosen(TableId table) const {
        return static_cast<std::uint32_t>(table);
    }
    [[nodiscard]] std::uint32_t required(TableId table) const {
        return tables + static_cast<std::uint32_t>(table);
    }
    [[nodiscard]] std::uint32_t count() const { return 2 * tables; }
};

void add_arcs(const ReferencePlan& each, TableId child, TableId parent, const Nodes& nodes,
              Digraph& graph) {
    if (each.cut == Cut::no && !each.to_extension) {
        graph.arcs.push_back({nodes.chosen(child), nodes.required(parent)});
        graph.arcs.push_back({nodes.required(child), nodes.required(parent)});
    }
    if (each.follow != Follow::never) {
        graph.arcs.push_back({nodes.chosen(parent), nodes.chosen(child)});
    }
    if (each.follow == Follow::always) {
        graph.arcs.push_back({nodes.required(parent), nodes.required(child)});
    }
}

Digraph make_expansion_graph(const RowPlan& plan, const Nodes& nodes) {
    Digraph graph{nodes.count(), {}};
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        for (const TableId child : reference.child.tables()) {
            if (takes_no_rows(plan.table(child).rows)) {
                continue;
            }
            for (const TableId parent : reference.parent.tables()) {
                add_arcs(each, child, parent, nodes, graph);
            }
        }
    }
    return graph;
}

std::vector<bool> compute_reachable(const Digraph& graph, std::vector<std::uint32_t> pending) {
    std::vector<std::vector<std::uint32_t>> next(graph.node_count);
    for (const Digraph::Arc& arc : graph.arcs) {
        next[arc.from].push_back(arc.to);
    }
    std::vector<bool> reached(graph.node_count, false);
    for (const std::uint32_t start : pending) {
        reached[start] = true;
    }
    while (!pending.empty()) {
        const std::uint32_t node = pending.back();
        pending.pop_back();
        for (const std::uint32_t to : next[node]) {
            if (!reached[to]) {
                reached[to] = true;
                pending.push_back(to);
            }
        }
    }
    return reached;
}

void add_chosen_steps(const RowPlan& plan, TableId table, std::vector<Step>& steps) {
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        if (plan.roots[root].chosen && plan.roots[root].names(table)) {
            steps.push_back({StepKind::root, root, true});
        }
    }
    for (const ReferenceId id : plan.graph.parents_of[table]) {
        if (plan.reference(id).follow != Follow::never) {
            steps.push_back({StepKind::down, static_cast<std::uint32_t>(id), true});
        }
    }
}

void add_required_steps(const RowPlan& plan, TableId table, std::vector<Step>& steps) {
    if (plan.table(table).rows == RowsRule::all && !plan.table(table).streamable) {
        steps.push_back({StepKind::whole, static_cast<std::uint32_t>(table), false});
    }
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        if (!plan.roots[root].chosen && plan.roots[root].names(table)) {
            steps.push_back({StepKind::root, root, false});
        }
    }
    for (const ReferenceId id : plan.graph.children_of[table]) {
        const ReferencePlan& reference = plan.reference(id);
        const std::vector<TableId> children = plan.catalog.reference(id).child.tables();
        const bool streams = std::any_of(children.begin(), children.end(), [&](TableId child) {
            return plan.table(child).streamable;
        });
        if (reference.walked && streams && plan.parent_key(reference.parent_key).tracked) {
            steps.push_back({StepKind::whole_keys, static_cast<std::uint32_t>(id), false});
        }
    }
    for (const ReferenceId id : plan.graph.parents_of[table]) {
        if (plan.reference(id).follow == Follow::always) {
            steps.push_back({StepKind::down, static_cast<std::uint32_t>(id), false});
        }
    }
    for (const ParentKey& key : plan.parent_keys) {
        if (key.relation.has(table) && key.asked) {
            steps.push_back({StepKind::up, static_cast<std::uint32_t>(key.id), false});
        }
    }
}

}  // namespace

Reach make_reach(const RowPlan& plan) {
    const Nodes nodes{static_cast<std::uint32_t>(plan.catalog.tables.size())};
    std::vector<std::uint32_t> starts;
    for (const RootPlan& root : plan.roots) {
        for (const TableId table : root.tables()) {
            starts.push_back(root.chosen ? nodes.chosen(table) : nodes.required(table));
        }
    }
    for (const TablePlan& table : plan.tables) {
        if (table.rows == RowsRule::all) {
            starts.push_back(nodes.required(table.table));
        }
    }
    const std::vector<bool> reached =
        compute_reachable(make_expansion_graph(plan, nodes), std::move(starts));
    const auto required = reached.begin() + nodes.tables;
    return {IdVector<TableId, bool>{std::vector<bool>(reached.begin(), required)},
            IdVector<TableId, bool>{std::vector<bool>(required, reached.end())}};
}

bool is_walked(const RowPlan& plan, const ReferencePlan& reference, const Reach& reach) {
    const std::vector<TableId> children =
        plan.catalog.reference(reference.reference).child.tables();
    return reference.cut == Cut::no && std::any_of(children.begin(), children.end(),
                                                   [&](TableId child) { return reach.any(child); });
}

Follow narrow_follow(const RowPlan& plan, const ReferencePlan& reference, const Reach& reach) {
    const std::vector<TableId> parents =
        plan.catalog.reference(reference.reference).parent.tables();
    const bool come = std::any_of(parents.begin(), parents.end(), [&](TableId parent) {
        return reference.follow == Follow::always ? reach.any(parent) : reach.chosen[parent];
    });
    return come ? reference.follow : Follow::never;
}

Streaming make_streaming(const RowPlan& plan) {
    Streaming found;
    for (const TablePlan& each : plan.tables) {
        found.streams.push_back(each.rows == RowsRule::all);
    }
    found.patched.resize(plan.tables.size());
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool may_change = !each.to_extension && (each.dangling == Dangling::null ||
                                                       each.dangling == Dangling::drop);
        for (const TableId child : reference.child.tables()) {
            if (plan.table(child).reachable &&
                (each.cut == Cut::where_absent || (each.walked && may_change))) {
                found.patched[child] = true;
                found.streams[child] = false;
            }
        }
        if (each.follow == Follow::always) {
            for (const TableId parent : reference.parent.tables()) {
                found.streams[parent] = false;
            }
        }
    }
    // In a tree of tables, the rows of all tables are remembered as soon as those of one are, as
    // keys are looked up in the tree as a whole.
    for (bool more = true; more;) {
        more = false;
        for (const Reference& reference : plan.catalog.references) {
            const std::vector<TableId>& tree = reference.parent.tree;
            const auto count = std::count_if(tree.begin(), tree.end(),
                                             [&](TableId parent) { return found.streams[parent]; });
            if (count > 0 && static_cast<std::size_t>(count) < tree.size()) {
                more = true;
                for (const TableId parent : tree) {
                    found.streams[parent] = false;
                }
            }
        }
    }
    return found;
}

std::vector<Component> make_order_of_closure(const RowPlan& plan, const Reach& reach) {
    const Nodes nodes{static_cast<std::uint32_t>(plan.catalog.tables.size())};
    const Digraph graph = make_expansion_graph(plan, nodes);
    std::vector<bool> own_arc(graph.node_count, false);
    for (const Digraph::Arc& arc : graph.arcs) {
        own_arc[arc.from] = own_arc[arc.from] || arc.from == arc.to;
    }
    std::vector<Component> order;
    for (const std::vector<std::uint32_t>& members : compute_ordered_components(graph)) {
        Component component;
        for (const std::uint32_t node : members) {
            const bool chosen = node < nodes.tables;
            const TableId table{chosen ? node : node - nodes.tables};
            if (chosen && reach.chosen[table]) {
                add_chosen_steps(plan, table, component.steps);
            } else if (!chosen && reach.required[table]) {
                add_required_steps(plan, table, component.steps);
            }
        }
        component.repeats = members.size() > 1 || own_arc[members.front()];
        if (!component.steps.empty()) {
            order.push_back(std::move(component));
        }
    }
    return order;
}

}  // namespace subset
