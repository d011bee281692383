// load_time_sql.hpp
//
// What a script of rows alone must find out by itself when it is loaded, as blocks of plpgsql:
// which triggers and rules the database has, and where its sequences stand. Private to
// script/data/.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"
#include "script/add/merge_sql.hpp"

#include <span>
#include <string>

namespace subset {

// Remembers which triggers and rules of the tables would fire, and disables them. Only the tables'
// owner may; where there are none, nothing is done.
[[nodiscard]] std::string render_quiet_tables(std::span<const MergeTable> tables);
// Puts them back as they were.
[[nodiscard]] std::string render_tables_put_back();

// Raises the sequences that the columns of the tables own past what came; never lowers one.
[[nodiscard]] std::string render_raised_sequences(const RowPlan& plan,
                                                  std::span<const MergeTable> tables);

}  // namespace subset
