// load_twin.hpp
//
// Carries the target script out in the way that the config asks for.
//
// Thread-safety: one thread.
#pragma once

#include "load/load.hpp"
#include "load/row_loader.hpp"
#include "twin/open_target.hpp"

namespace subset {

// Throws and Cost: see transaction.hpp, load_apart.hpp and script_file.hpp.
[[nodiscard]] LoadResult load_twin(const TargetScript& script, const LoadSource& source,
                                   OpenTarget& target, const Stamp& stamp, Observer& observer);

}  // namespace subset
