// table_sizes.hpp
//
// How large the source's tables are.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <vector>

namespace subset {

struct TableSize {
    std::uint64_t rows = 0;  // about
    std::uint64_t bytes = 0;
};

// By TableId: what the statistics say, and where they say nothing, the count of a small table and
// the planner's guess of a large one.
//
// Cost: one round trip for each 50 tables without statistics, in which the server reads at most
//       1 MB of each; one for all that are larger, which are not read.
[[nodiscard]] IdVector<TableId, TableSize> read_table_sizes(const Catalog& catalog,
                                                            pg::CopyChannel& reader);

}  // namespace subset
