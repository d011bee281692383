// staged_elements.hpp
//
// Takes elements of arrays out of the rows that come beside others, before they do. Private to
// script/add/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/add/merge_sql.hpp"

#include <span>
#include <string>

namespace subset {

// Renders the UPDATEs of the staging tables: an element goes that no parent row has, neither of the
// target nor of those that come. Empty where there is nothing to take out.
[[nodiscard]] std::string render_staged_take_out(const Plan& plan, const ClosureCounts& counts,
                                                 std::span<const MergeTable> tables);

}  // namespace subset
