// plan_text.hpp
//
// Renders what a plan tells besides its table: the order of loading, what brought the most and what
// would bring less, and the indexes that would help.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace subset::report {

// Returns the tables that have rows, in the order in which they are loaded.
[[nodiscard]] std::vector<const TableReport*> order_of_loading(const Report& report);
// Indents lines for a config or for psql by four columns. They are never broken, as they are to be
// pasted.
[[nodiscard]] std::string indent(std::string_view lines);

// Each of these ends with an empty line, or is empty where there is nothing to tell.
[[nodiscard]] std::string render_load_order(const Report& report, std::size_t width);
[[nodiscard]] std::string render_bringers(const Report& report, std::size_t width);
[[nodiscard]] std::string render_indexes(const Report& report, std::size_t width);

}  // namespace subset::report
