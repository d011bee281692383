// expansion.hpp
//
// The expansion graph: what may bring rows into what. Its nodes are (table, chosen) and (table,
// required); its arcs are what DESIGN.md, rules 2 and 3, allows. Private to plan/.
#pragma once

#include "plan/plan.hpp"

#include <vector>

namespace subset {

// Which nodes rows may come into.
struct Reach {
    std::vector<bool> chosen;  // by TableId
    std::vector<bool> required;

    [[nodiscard]] bool any(TableId table) const {
        return chosen[index_of(table)] || required[index_of(table)];
    }
};

// Fills in `walked` and narrows `follow` of plan.references to what can happen. Requires: rows of
// plan.tables, roots, `cut` and `follow` of plan.references.
[[nodiscard]] Reach make_reach(Plan& plan);

// Decides which whole tables stream, and which rows may change when the closure is final. Requires:
// make_reach() and `reachable` of plan.tables.
void add_streaming(Plan& plan);

// Requires: parent keys and references complete.
[[nodiscard]] std::vector<Component> make_order_of_closure(const Plan& plan, const Reach& reach);

}  // namespace subset
