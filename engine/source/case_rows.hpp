// case_rows.hpp
//
// The rows of a case: those that a root names by their primary keys, and the keys of those that it
// names otherwise.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

using CaseKeys = std::vector<std::vector<std::string>>;

// Of the keys that the root has, those that no row of the source has.
//
// Throws: usage, where a value is none of its column's type; what the source says.
// Cost:   a round trip.
[[nodiscard]] CaseKeys read_missing_keys(const RowPlan& plan, const RootPlan& root,
                                         pg::CopyChannel& reader);

// The primary keys of the root's rows as text, at most so many; none where the table has no such
// key.
//
// Throws: what the source says.
// Cost:   a round trip.
[[nodiscard]] CaseKeys read_keys_of_rows(const RowPlan& plan, const RootPlan& root,
                                         std::uint64_t most, pg::CopyChannel& reader);

}  // namespace subset
