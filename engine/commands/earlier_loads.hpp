// earlier_loads.hpp
//
// EarlierLoads remembers what loads of this run have shown that were given up and changed nothing:
// one that turned out not to fit, the sizes in the target, so that the next twin is a smaller
// fraction; one by difference, that rows alone cannot be written. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "load/measure_twin.hpp"
#include "plan/row_plan.hpp"
#include "source/sizes/read_disk_space.hpp"
#include "subset/observer.hpp"

#include <string>
#include <vector>

namespace subset {

struct EarlierLoads {
    SizeFactors factors;
    int loads_left = 3;
    std::vector<std::string> notes;  // of the loads that were made in vain
    std::string no_difference;       // why rows alone could not be written; empty: nobody has tried
};

// Throws: limit, where the last load has turned out too large as well.
void learn_sizes(const FitPassed& passed, const RowPlan& plan, const FitOutcome& fit,
                 EarlierLoads& earlier, Observer& observer);

}  // namespace subset
