// quantity_reader.hpp
//
// Reads sizes, durations and shares out of a section of the config: values in quotes that have a
// unit. What is wrong with one is a fault of the section's reader, and nothing is returned.
//
// Thread-safety: that of the section's reader.
#pragma once

#include "config/toml/section_reader.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace subset::config {

// Reads a size of 1 byte or more: "20 GB", or an integer.
[[nodiscard]] std::optional<Located<std::uint64_t>> read_size(SectionReader& section,
                                                              std::string_view key);
[[nodiscard]] std::optional<std::chrono::milliseconds> read_duration(SectionReader& section,
                                                                     std::string_view key);
// Reads how many bytes a second may come, 1 or more: "20 MB/s".
[[nodiscard]] std::optional<std::uint64_t> read_rate(SectionReader& section, std::string_view key);
// Reads a share of more than 0 and at most 100.
[[nodiscard]] std::optional<double> read_percent(SectionReader& section, std::string_view key);

}  // namespace subset::config
