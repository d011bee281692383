// earlier_report.hpp
//
// Reads the report of an earlier run, with which the page of HTML compares. Part of the program.
#pragma once

#include <optional>
#include <string>

namespace subset::cli {

// Returns the text of the file; nothing where none is named.
//
// Throws: usage, where it cannot be read or is not what --report writes.
[[nodiscard]] std::string read_earlier_report(const std::optional<std::string>& path);

}  // namespace subset::cli
