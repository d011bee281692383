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

namespace subset {

// Renders the UPDATE of the child table, up to where RETURNING may stand.
// Requires: the reference is by elements of a column, and of one table (Catalog::reference_of).
[[nodiscard]] std::string render_take_out(const Plan& plan, const Reference& reference);

// Renders one for each table and reference of which elements are to go: by a cut, or as what
// dangles is to be NULL. Empty where there is none.
[[nodiscard]] std::string render_elements_to_take_out(const Plan& plan,
                                                      const ClosureCounts& counts);

}  // namespace subset
