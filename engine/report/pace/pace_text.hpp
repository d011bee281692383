// pace_text.hpp
//
// What a report says of the rate that the source is asked for. Private to report/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>

namespace subset::report {

// In a plan, how long the rows take; after a run, what was asked for. Empty where there is no rate.
[[nodiscard]] std::string render_pace_text(const Report& report, std::size_t width);
// A member of the report's object, with what goes behind it. Empty where there is no rate.
[[nodiscard]] std::string render_pace_json(const Report& report);

}  // namespace subset::report
