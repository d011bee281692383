// read_disk_space.hpp
//
// Reads from the source what rows take on disk: how its columns, pages and indexes are laid out,
// and how large masks make the values that they replace.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace subset {

// What tables took that were loaded already, by their names: so many times what was computed.
using SizeFactors = std::map<std::string, double>;

// What is known of the target.
struct TargetSizes {
    SizeFactors factors;
    int version_num = 0;  // of its server; 0: as the source's
};

// Returns the plan with its disk space. The rows that are read one by one bring their sizes along,
// as key values. Without `rows` no row is looked at: masks are then taken to keep the sizes.
//
// Throws: what the server says.
// Cost:   four round trips, and one for each table with masks.
[[nodiscard]] Plan with_disk_space(Plan plan, const TargetSizes& target, bool rows,
                                   pg::CopyChannel& reader);

}  // namespace subset
