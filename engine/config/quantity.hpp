// quantity.hpp
//
// Parses durations, sizes and shares as people write them: "30min", "20 GB", "5%". Part of the
// config stage.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace subset::config {

// Parses a number and one of the units ms, s, min, h, d: "500ms", "1.5 h". A plain "0" needs no
// unit. Returns nothing where the text is no duration, or a longer one than PostgreSQL's timeouts
// take (2^31 - 1 ms, 24 days).
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// Parses a number and one of the units B, kB, MB, GB, TB, in any case. As in PostgreSQL's settings,
// units are powers of 1024: 1 kB is 1024 bytes. Returns nothing where the text is no size, or one
// that does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

// Parses a size for each second, "20 MB/s", as bytes. Returns nothing where the text is something
// else.
[[nodiscard]] std::optional<std::uint64_t> parse_rate(std::string_view text);

// Parses "5%" or "0.1 %" as 5 and 0.1. Returns nothing where the text is no share; the range is not
// checked.
[[nodiscard]] std::optional<double> parse_percent(std::string_view text);

}  // namespace subset::config
