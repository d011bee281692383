// nearest_name.hpp
//
// Makes hints for names that do not exist: the name that was probably meant, or all that there are.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace subset::config {

// Returns the known name that is at most two typing slips away (one slip for names of up to three
// letters). A slip is an inserted, missing or wrong letter, or two that changed places. Of equally
// near names the first is taken.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> known);

// Renders the names as a list: "a, b, c".
[[nodiscard]] std::string listed(std::span<const std::string_view> names);

}  // namespace subset::config
