// expansion.hpp
//
// The expansion graph says which rows may bring which others. Its nodes are (table, chosen) and
// (table, required); its arcs are what DESIGN.md, rules 2 and 3, allows. Private to plan/.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// Reach says which nodes rows may come into.
struct Reach {
    IdVector<TableId, bool> chosen;
    IdVector<TableId, bool> required;

    [[nodiscard]] bool any(TableId table) const { return chosen[table] || required[table]; }
};

// Requires: rules of plan.tables, roots, `cut` and `follow` of plan.references.
[[nodiscard]] Reach make_reach(const RowPlan& plan);

// Whether the walk goes up along the reference from some row of its child.
[[nodiscard]] bool is_walked(const RowPlan& plan, const ReferencePlan& reference,
                             const Reach& reach);
// Returns the reference's `follow`, or never where no parent row can come from which it would be
// followed.
[[nodiscard]] Follow narrow_follow(const RowPlan& plan, const ReferencePlan& reference,
                                   const Reach& reach);

// Streaming says which whole tables stream, and which rows may change when the closure is final.
struct Streaming {
    IdVector<TableId, bool> streams;
    IdVector<TableId, bool> patched;
};

// Requires: `reachable` of plan.tables, `walked` and `follow` of plan.references.
[[nodiscard]] Streaming make_streaming(const RowPlan& plan);

// Requires: parent keys and references are complete.
[[nodiscard]] std::vector<Component> make_order_of_closure(const RowPlan& plan, const Reach& reach);

}  // namespace subset
