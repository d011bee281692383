// personal_literals.hpp
//
// Masks change rows; policies, checks, defaults, domains, enum labels, bounds of partitions, views,
// functions and comments come as they are written. This finds what in them looks like somebody's.
//
// Thread-safety: pure functions.
#pragma once

#include "dump/schema_entry.hpp"
#include "subset/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Whether something in the text has the form of an address of mail that could be somebody's. Only
// example.com, example.org and example.net belong to nobody (RFC 2606).
[[nodiscard]] bool holds_address(std::string_view text) noexcept;

// Whether something in the text has the form of a telephone number with a country code, of an IBAN
// or of a payment card's number whose digits check out.
[[nodiscard]] bool holds_personal_number(std::string_view text);

// Returns a fault that names the entries whose SQL holds such, where some do.
[[nodiscard]] std::optional<Fault> find_personal_literals(
    const std::vector<const std::vector<SchemaEntry>*>& sections);

}  // namespace subset
