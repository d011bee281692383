// written_tables.hpp
//
// What a run by difference wrote, table by table, as text. Private to report/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>

namespace subset::report {

// Whether the run wrote only what differed.
[[nodiscard]] bool is_by_difference(const Report& report);

// The tables that have rows, or had some, and a line that says how many of all were written.
[[nodiscard]] std::string render_written_tables(const Report& report, std::size_t width);

}  // namespace subset::report
