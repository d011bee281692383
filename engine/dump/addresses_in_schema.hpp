// addresses_in_schema.hpp
//
// Masks change rows; views, defaults, comments and functions come as they are written.
//
// Thread-safety: pure functions.
#pragma once

#include "dump/schema_entry.hpp"
#include "subset/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Whether something in the text has the form of an address of mail that could be somebody's.
[[nodiscard]] bool holds_address(std::string_view text) noexcept;

// A warning that names the entries whose SQL holds such, where some do.
[[nodiscard]] std::vector<Fault> find_addresses(
    const std::vector<std::vector<SchemaEntry>>& sections);

}  // namespace subset
