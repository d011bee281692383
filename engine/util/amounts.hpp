// amounts.hpp
//
// Renders numbers as people read them.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace subset::report {

// Renders a count with separators: "1,362".
[[nodiscard]] std::string render_count(std::uint64_t count);
// Renders a count with what is counted: "1 table", "1,362 tables".
[[nodiscard]] std::string render_counted(std::uint64_t count, std::string_view one,
                                         std::string_view several);
// Renders a size: "812 B", "101.9 kB", "2.4 GB". As PostgreSQL counts, 1 kB is 1024 bytes.
[[nodiscard]] std::string render_bytes(std::uint64_t bytes);
// Renders a duration: "0.02 s", "75.3 s", "12 min 5 s".
[[nodiscard]] std::string render_duration(double seconds);
// Renders how long ago something was: "12 seconds ago", "3 hours ago", "3 days ago". Only whole
// units that have passed are counted, and at least two of each unit above seconds. A time that is
// still to come by another clock is "just now".
[[nodiscard]] std::string render_age(double seconds);

}  // namespace subset::report
