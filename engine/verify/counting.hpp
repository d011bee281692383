// counting.hpp
//
// Counts of rows in the target, many in one statement: small ones share a round trip, and a large
// one has its own, so that something moves while it is counted.
//
// Thread-safety: the functions use their connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

struct Count {
    std::string what;                // for whoever watches: "public.orders"
    std::string from;                // "FROM ...", whose rows are counted
    std::uint64_t about_bytes = 0;   // that are read for it
    const Text* user_sql = nullptr;  // SQL of the config's that is part of it
};

// A query of which SQL of the config's is a part, unless that is null: its errors are told with its
// place, and it cannot leave the transaction.
//
// Throws: user_sql. Cost: one round trip.
[[nodiscard]] pg::Rows query_with_place(pg::CopyChannel& target, const std::string& sql,
                                        const Text* user_sql);

// By position in `counts`.
//
// Throws: user_sql; what the server says.
// Cost:   a round trip for each 100 counts, or less where they read more than 256 MB together; one
//         for each that has SQL of the config's.
[[nodiscard]] std::vector<std::uint64_t> read_counts(pg::CopyChannel& target,
                                                     const std::vector<Count>& counts,
                                                     Observer& observer);

}  // namespace subset
