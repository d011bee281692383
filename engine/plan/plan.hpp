// plan.hpp
//
// The plan is the fourth stage: reference graph -> *plan* -> closure. Everything that guides the
// later stages is written down here, in parts. A function takes the part that it needs.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "plan/output_plan.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// Findings are what the user must be told after the config was held against the catalog.
struct Findings {
    std::vector<Fault> faults;       // the config's own, and those that the catalog shows
    std::vector<Fault> warnings;     // a glob that matches nothing ...
    std::vector<std::string> notes;  // what is left out or taken by default, a line each
};

struct Plan : RowPlan, OutputPlan, Findings {};

}  // namespace subset
