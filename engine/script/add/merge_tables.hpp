// merge_tables.hpp
//
// Which tables rows come into beside those of the target, in the load order. Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/add/merge_sql.hpp"
#include "script/target_script.hpp"
#include "twin/schema/kept_schema.hpp"

#include <vector>

namespace subset {

// As the target has them; their numbers are their TableIds.
[[nodiscard]] std::vector<MergeTable> make_merge_tables(const Plan& plan, const Closure& closure,
                                                        const KeptSchema& kept);

// A check for each hundred of the references of the rows that came: their parent rows are in the
// target.
[[nodiscard]] std::vector<Check> check_merged_references(const Plan& plan, const Closure& closure,
                                                         std::span<const MergeTable> tables);

}  // namespace subset
