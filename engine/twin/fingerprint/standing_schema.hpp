// standing_schema.hpp
//
// What must be known of a schema that stands while its rows are brought to their new state: what
// forbids to write single rows, and what its materialized views read.
//
// Thread-safety: uses its connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "util/identifier.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// A materialized view of the target.
struct StandingView {
    QualifiedName name;
    bool keyed = false;                // it can be refreshed while others read it
    bool reads_any = false;            // by a function whose body nobody looks into
    std::vector<std::uint32_t> reads;  // the oids of tables, partitions by their partitioned table
};

// Each line names a table and what forbids to write single rows of it: "public.log has a rule, r".
// Cost: a round trip.
[[nodiscard]] std::vector<std::string> read_row_obstacles(pg::CopyChannel& target,
                                                          const std::vector<std::string>& schemas);

// By name. Cost: a round trip.
[[nodiscard]] std::vector<StandingView> read_standing_views(
    pg::CopyChannel& target, const std::vector<std::string>& schemas);

}  // namespace subset
