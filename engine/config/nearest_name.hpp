// nearest_name.hpp
//
// Hints for names that do not exist: the one that was probably meant, or all there are. Part of the
// config stage.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace subset::config {

// The known name that is at most two typing slips away (one, for names of up to three letters): an
// inserted, missing or wrong letter, or two that changed places. The first of equally near ones.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> known);

// "a, b, c".
[[nodiscard]] std::string listed(std::span<const std::string_view> names);

}  // namespace subset::config
