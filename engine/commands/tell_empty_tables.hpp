// tell_empty_tables.hpp
//
// Says which tables of the twin have no rows, so that nobody has to find out.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "subset/observer.hpp"

namespace subset {

// One note that names the first of them, and a detail that names all where they are many; one more
// for those whose rows are the target's own.
void tell_empty_tables(const Plan& plan, const Closure& closure, Observer& observer);

}  // namespace subset
