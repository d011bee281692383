// cases.hpp
//
// Cases: rows that `take` adds, and that a twin remembers in its stamp. In a config they are roots
// that stand in no file. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "plan/plan.hpp"
#include "subset/subset.hpp"
#include "twin/open_target.hpp"
#include "twin/stamp.hpp"

#include <vector>

namespace subset {

// The config with the rows of the request in the place of its roots. Its whole tables are roots by
// another name: of them too only those rows come that the case needs.
[[nodiscard]] Config with_case(const Config& config, const TakeRequest& request,
                               Observer& observer);

// Adds a root for each of the cases.
void add_case_roots(const std::vector<StampCase>& cases, Config& config);

// The config of a refresh, with the cases of the twin that it replaces where they are kept. It is
// told which go.
[[nodiscard]] Config with_kept_cases(Config config, const OpenTarget& target, Observer& observer);

// What the stamp will say of the plan's cases. A case that is kept and whose row is gone is told
// and forgotten; so is told what cannot be remembered.
//
// Throws: system, where a row that is to be taken does not exist; usage, where a value is none of
//         its type; what the source says.
// Cost:   a round trip for each root that is a case.
[[nodiscard]] std::vector<StampCase> read_cases(const Plan& plan, pg::CopyChannel& reader,
                                                Observer& observer);

}  // namespace subset
