#include "propose/estimate_down.hpp"

#include <algorithm>

namespace subset {
namespace {

// If one row has more children than this, they are a heap rather than the row's own things.
constexpr double many_children = 100;
constexpr double some_children = 10;
// Where no more rows than the first number come down, no limit is needed at all. Where no more than
// the second number do, only references with many children need one.
constexpr double few_rows = 50'000;
constexpr double most_rows = 250'000;

double limited(double average, ReferenceId reference, const std::vector<ChildLimit>& limits) {
    const auto found = std::find_if(limits.begin(), limits.end(), [&](const ChildLimit& each) {
        return each.reference == reference;
    });
    return found == limits.end() ? average : std::min(average, static_cast<double>(found->limit));
}

bool can_have_limit(const Reference& reference) {
    return reference.child.table != reference.parent.table;
}

}  // namespace

DownEstimate estimate_down(const Landscape& source, TableId root,
                           const std::vector<ChildLimit>& limits) {
    const IdVector<TableId, bool> reached = source.reached_down(root);
    DownEstimate estimate;
    estimate.rows.assign(reached.size(), 0);
    const auto add = [&](TableId table, double rows) {
        double& known = estimate.rows[table];
        known = std::min(known + rows, static_cast<double>(source.rows(table)));
    };
    const auto all = static_cast<double>(source.rows_of_tree(root));
    for (const TableId member : source.tree(root)) {
        const double share = all > 0 ? static_cast<double>(source.rows(member)) / all : 0;
        add(member, static_cast<double>(root_limit) * share);
    }
    for (const TableId parent : source.graph().load_order) {
        if (!reached[parent]) {
            continue;
        }
        for (const ReferenceId id : source.graph().children_of[parent]) {
            const Reference& reference = source.catalog().reference(id);
            if (reached[reference.child.table]) {
                add(reference.child.table,
                    estimate.rows[parent] * limited(source.fan_out(reference), id, limits));
            }
        }
        estimate.total += estimate.rows[parent];
    }
    return estimate;
}

std::vector<ChildLimit> propose_child_limits(const Landscape& source, TableId root) {
    if (estimate_down(source, root).total <= few_rows) {
        return {};
    }
    const IdVector<TableId, bool> reached = source.reached_down(root);
    std::vector<ChildLimit> limits;
    std::vector<ChildLimit> more;  // of references that may need a limit
    for (const TableId parent : source.graph().load_order) {
        for (const ReferenceId id : source.graph().children_of[parent]) {
            const Reference& reference = source.catalog().reference(id);
            const double average = source.fan_out(reference);
            if (!reached[parent] || !source.comes(reference.child.table) ||
                !can_have_limit(reference) || average <= some_children) {
                continue;
            }
            if (average > many_children) {
                limits.push_back({id, static_cast<std::uint64_t>(many_children), average});
            }
            more.push_back({id, static_cast<std::uint64_t>(some_children), average});
        }
    }
    std::sort(more.begin(), more.end(), [](const ChildLimit& left, const ChildLimit& right) {
        return left.average != right.average ? left.average > right.average
                                             : left.reference < right.reference;
    });
    for (const ChildLimit& next : more) {
        if (estimate_down(source, root, limits).total <= most_rows) {
            break;
        }
        const auto found = std::find_if(limits.begin(), limits.end(), [&](const ChildLimit& each) {
            return each.reference == next.reference;
        });
        if (found == limits.end()) {
            limits.push_back(next);
        } else {
            *found = next;
        }
    }
    std::sort(limits.begin(), limits.end(), [](const ChildLimit& left, const ChildLimit& right) {
        return left.reference < right.reference;
    });
    return limits;
}

}  // namespace subset
