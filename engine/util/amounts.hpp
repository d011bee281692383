// amounts.hpp
//
// Numbers for people.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace subset::report {

// "1,362".
[[nodiscard]] std::string render_count(std::uint64_t count);
// "1 table", "1,362 tables".
[[nodiscard]] std::string render_counted(std::uint64_t count, std::string_view one,
                                         std::string_view several);
// "812 B", "101.9 kB", "2.4 GB": as PostgreSQL counts, 1 kB is 1024 bytes.
[[nodiscard]] std::string render_bytes(std::uint64_t bytes);
// "0.02 s", "75.3 s", "12 min 5 s".
[[nodiscard]] std::string render_duration(double seconds);
// "12 seconds ago", "3 hours ago", "3 days ago": whole units that have passed, at least two of a
// kind above seconds. What is still to come by some clock is "just now".
[[nodiscard]] std::string render_age(double seconds);

}  // namespace subset::report
