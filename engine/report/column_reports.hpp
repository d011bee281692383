// column_reports.hpp
//
// Says of every column of the twin what was done about it: the audit of the masks. Private to
// report/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "subset/report.hpp"

#include <vector>

namespace subset::report {

// The columns are in the order of tables and columns. Tables that the twin does not have are left
// out.
[[nodiscard]] std::vector<ColumnReport> make_column_reports(const RowPlan& plan,
                                                            const Closure& closure);

// Whether somebody decided about the column, or should. Keys and the like are of no interest where
// there is room for little.
[[nodiscard]] bool is_about_persons(const ColumnReport& column);

}  // namespace subset::report
