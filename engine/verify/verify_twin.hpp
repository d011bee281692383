// verify_twin.hpp
//
// Whether a twin is still what it was when it was made: every reference is proven anew, by the rows
// alone, since who loads with triggers disabled leaves a constraint that vouches for nothing.
//
// Thread-safety: the functions use their connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "subset/verification.hpp"

#include <optional>
#include <vector>

namespace subset {

// `catalog` is the target's own, read by make_target_scope(), and `schemas` are those of that
// scope; `reader` is in the snapshot that it was read in.
//
// Throws: config, where a [[reference]] does not fit the target; policy; user_sql; what the server
//         says.
// Cost:   about ten round trips, and those of read_counts() for tables and for references; one for
//         each reference that does not hold.
[[nodiscard]] Verification verify_twin(const Config& config,
                                       const std::optional<std::vector<Text>>& schemas,
                                       const Catalog& catalog, pg::CopyChannel& reader,
                                       Observer& observer);

}  // namespace subset
