// entry_reports.hpp
//
// Says of every entry of the config that is about rows what it has brought. Private to report/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "subset/report.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset::report {

[[nodiscard]] std::vector<EntryReport> make_entry_reports(const RowPlan& plan,
                                                          const Closure& closure,
                                                          std::span<const ColumnReport> columns,
                                                          std::span<const ConfigEntry> entries);

// Replaces the literals, numbers and comments of the SQL, in which values of rows may stand.
[[nodiscard]] std::string hide_sql_literals(std::string_view sql);

}  // namespace subset::report
