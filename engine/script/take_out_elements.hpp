// take_out_elements.hpp
//
// Takes out of arrays, when the rows are in the target, the elements that reference no row there.
// Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace subset {

// Renders the UPDATE of the child table, up to where RETURNING may stand.
// Requires: the reference is by elements of a column, and of one table (Catalog::reference_of).
[[nodiscard]] std::string render_take_out(const Plan& plan, const Reference& reference);
// The same of the child rows in `rows`, where the parent rows are in `parents`; both as they stand
// behind FROM.
[[nodiscard]] std::string render_take_out(const Plan& plan, const Reference& reference,
                                          const std::string& rows,
                                          const std::vector<std::string>& parents);
// Whether elements go: by a cut, or as what dangles is to be NULL.
[[nodiscard]] bool takes_out_elements(const Plan& plan, const ClosureCounts& counts,
                                      const ReferencePlan& each);

// Renders one for each table and reference of which elements go. Empty where there is none.
[[nodiscard]] std::string render_elements_to_take_out(const Plan& plan,
                                                      const ClosureCounts& counts);

}  // namespace subset
