// rows_to_look_at.hpp
//
// Which rows of a closure the proof of its masks looks at.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "rows/mask_sample.hpp"
#include "util/id_vector.hpp"

#include <vector>

namespace subset {

// By TableId; of tables that have masks, rows that are in the closure and stay in it.
[[nodiscard]] IdVector<TableId, RowsToLookAt> choose_rows_to_look_at(const RowPlan& plan,
                                                                     const Closure& closure);

}  // namespace subset
