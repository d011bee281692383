// fit_report.hpp
//
// What a report says of a twin that was made to fit, and how it is shown. Private to report/.
//
// Thread-safety: pure functions.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "subset/report.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace subset::report {

// Nothing where the closure was not made to fit.
[[nodiscard]] std::optional<FitReport> make_fit_report(const RowPlan& plan, const Closure& closure);

// Each ends with an empty line, or is empty where there is nothing to tell.
[[nodiscard]] std::string render_fit_text(const Report& report, std::size_t width);
// An object. Requires: the report has a fit.
[[nodiscard]] std::string render_fit_json(const Report& report);

}  // namespace subset::report
