// plan_text.hpp
//
// What a plan tells besides its table: the order of loading, what brought the most and what would
// bring less, the indexes that would help.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace subset::report {

// Tables that have rows, in the order in which they are loaded.
[[nodiscard]] std::vector<const TableReport*> order_of_loading(const Report& report);
// Lines for a config or for psql, each four columns in and never broken, as they are to be pasted.
[[nodiscard]] std::string indent(std::string_view lines);

// Each ends with an empty line, or is empty where there is nothing to tell.
[[nodiscard]] std::string render_load_order(const Report& report, std::size_t width);
[[nodiscard]] std::string render_bringers(const Report& report, std::size_t width);
[[nodiscard]] std::string render_indexes(const Report& report, std::size_t width);

}  // namespace subset::report
