// quantity.hpp
//
// Durations, sizes and shares as people write them: "30min", "20 GB", "5%". Part of the config
// stage.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace subset::config {

// A number and one of ms, s, min, h, d: "500ms", "1.5 h". A plain "0" needs no unit. Nothing where
// the text is not one, or is more than PostgreSQL's timeouts take (2^31 - 1 ms, 24 days).
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// A number and one of B, kB, MB, GB, TB, in any case. As in PostgreSQL's settings, units are powers
// of 1024: 1 kB is 1024 bytes. Nothing where the text is not one or does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

// "5%" or "0.1 %" as 5 and 0.1. Nothing where the text is not one; the range is not looked at.
[[nodiscard]] std::optional<double> parse_percent(std::string_view text);

}  // namespace subset::config
