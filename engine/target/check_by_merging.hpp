// check_by_merging.hpp
//
// How the server finds out whether a foreign key holds when it is added: by one join of child and
// parent (ri_triggers.c, RI_Initial_Check), for which it likes to hash the parent's keys. Stage
// target; private to it.
#pragma once

#include "subset/closure.hpp"
#include "subset/plan.hpp"
#include "subset/target_script.hpp"

#include <vector>

namespace subset {

// The entries with the hash join switched off for constraints whose parents' keys are numbers or
// uuids, and too many for a hash table that the processor's caches hold: then each child row is a
// memory access, where sorted keys, often in an index already, are read one after the other. On
// 12 million rows with 4 million parents that was 1.9 s instead of 6.7 s, on 4 million with
// 1 million 1.0 s instead of 2.8 s; with 100,000 parents both took the same time (PostgreSQL 15,
// 32 MB of L3).
[[nodiscard]] std::vector<RunSection::Entry> check_by_merging(
    const Plan& plan, const Closure& closure, std::vector<RunSection::Entry> post_data);

}  // namespace subset
