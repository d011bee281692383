// learned_sizes.hpp
//
// What a twin that turned out not to fit has shown of the sizes in the target, so that the next one
// is a smaller fraction. Private to commands/.
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

struct LearnedSizes {
    SizeFactors factors;
    int loads_left = 3;
    std::vector<std::string> notes;  // of the loads that were made in vain
};

// Throws: limit, where the last load has turned out too large as well.
void learn_sizes(const FitPassed& passed, const RowPlan& plan, const FitOutcome& fit,
                 LearnedSizes& sizes, Observer& observer);

}  // namespace subset
