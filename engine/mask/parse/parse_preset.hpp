// parse_preset.hpp
//
// Reads a preset with its arguments, as it stands in the SQL of a mask.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Returns the preset that is called so, without "@".
[[nodiscard]] std::optional<Preset> preset_named(std::string_view name);

// Returns the names of all presets: "@email", ...
[[nodiscard]] std::vector<std::string> preset_names();

// Throws: Error(config) without a place, which says what presets there are.
[[noreturn]] void refuse_unknown_preset(std::string_view name);

// Parses "@email", "@email(c.other, keep: domain)" and the like, with nothing but blanks around it.
//
// Throws: Error(config) without a place, where there is no such preset or its arguments are not
//         understood.
[[nodiscard]] PresetCall parse_preset(std::string_view mask);

// Whether SQL of the user's stands in the arguments.
[[nodiscard]] bool holds_sql(const PresetCall& call) noexcept;

}  // namespace subset
