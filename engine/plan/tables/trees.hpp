// trees.hpp
//
// Tables that others inherit from, under the rules of [[table]]: what of each tree comes along.
// Private to plan/.
#pragma once

#include "plan/plan.hpp"

#include <vector>

namespace subset {

// The relation with the tables that inherit from it, less those that stay empty.
[[nodiscard]] Relation make_tree(const Catalog& catalog, Relation relation,
                                 const std::vector<RowsRule>& rules);
// Whether no row comes into any table that the relation covers.
[[nodiscard]] bool stays_empty(const Relation& relation, const std::vector<RowsRule>& rules);
// Takes tables that stay empty out of the trees that written references name.
void leave_out_empty_tables(Plan& plan, const std::vector<RowsRule>& rules);
// Notes what inherits from a table that rows may come into, and does not come itself.
void add_notes_of_heirs(Plan& plan);

}  // namespace subset
