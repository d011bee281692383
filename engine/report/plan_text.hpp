// plan_text.hpp
//
// What a plan tells besides its table: the order of loading, what brought the most and what would
// bring less, the indexes that would help. Stage report.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>

namespace subset::report {

// Each ends with an empty line, or is empty where there is nothing to tell.
[[nodiscard]] std::string render_load_order(const Report& report, std::size_t width);
[[nodiscard]] std::string render_bringers(const Report& report, std::size_t width);
[[nodiscard]] std::string render_indexes(const Report& report, std::size_t width);

}  // namespace subset::report
