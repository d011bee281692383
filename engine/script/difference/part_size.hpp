// part_size.hpp
//
// How large a table must be that is compared in parts before its rows are read, and how large a
// part is. A program of our tests is linked with another part_size(), so that small tables are
// compared like this too.
//
// Thread-safety: pure.
#pragma once

#include <cstdint>

namespace subset {

struct PartSize {
    // A smaller table is read whole: that takes no longer than the questions about its parts.
    std::uint64_t least_table_bytes = 0;
    std::uint64_t part_bytes = 0;
    std::uint64_t least_part_rows = 0;
    // More of them would be more than a server's default work_mem has room for.
    std::uint64_t most_parts = 0;
};

[[nodiscard]] PartSize part_size() noexcept;

}  // namespace subset
