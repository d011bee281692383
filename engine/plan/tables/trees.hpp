// trees.hpp
//
// Decides which tables of an inheritance tree come along under the rules of [[table]]. Private to
// plan/.
// Private to plan/.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <string>
#include <vector>

namespace subset {

// Returns the relation with the tables that inherit from it, without those that stay empty.
[[nodiscard]] Relation make_tree(const Catalog& catalog, Relation relation,
                                 const IdVector<TableId, RowsRule>& rules);
// Whether no row comes into any table that the relation covers.
[[nodiscard]] bool stays_empty(const Relation& relation, const IdVector<TableId, RowsRule>& rules);
// Takes tables that stay empty out of the trees that written references name. A tree of which some
// tables keep their rows and others do not is a fault.
[[nodiscard]] Catalog without_empty_tables(Catalog catalog,
                                           const IdVector<TableId, RowsRule>& rules,
                                           std::vector<Fault>& faults);
// Notes each table that inherits from a table that rows may come into, and that does not come
// itself.
[[nodiscard]] std::vector<std::string> make_notes_of_heirs(const RowPlan& plan);

}  // namespace subset
