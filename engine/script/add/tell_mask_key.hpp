// tell_mask_key.hpp
//
// Whether the rows that come are masked by the key that the target's were: nothing is kept of a
// key, but rows that are there already show it. Private to script/.
//
// Thread-safety: pure.
#pragma once

#include "plan/row_plan.hpp"
#include "script/add/merge_sql.hpp"
#include "script/target_script.hpp"

#include <optional>
#include <span>

namespace subset {

// To be asked before the rows come. Nothing where no mask of these tables is made by the key.
[[nodiscard]] std::optional<Tell> tell_mask_key(const RowPlan& plan,
                                                std::span<const MergeTable> tables);

}  // namespace subset
