// data_tables.hpp
//
// The tables of a script of rows alone, as the source has them: nothing is known of the database
// that it will be loaded into. Private to script/data/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/add/merge_sql.hpp"

#include <vector>

namespace subset {

// The tables that rows come into, in the order of loading. Rows are told apart by the primary key,
// else by a unique key in which every row has a value.
[[nodiscard]] std::vector<MergeTable> make_data_tables(const Plan& plan, const Closure& closure);

}  // namespace subset
