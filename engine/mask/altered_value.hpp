// altered_value.hpp
//
// Renders the SQL of the presets that alter a value and keep its form: the letters of a text, the
// days of a date, the size of a number, the leaves of a JSON document. What is made up without a
// look at the value is in preset_sql.cpp. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>

namespace subset {

// In each of them `value` and `text` are SQL of what is not NULL.

// Replaces letters by letters of the same case, and digits by digits; all else stays. What comes
// depends on `hashed`.
[[nodiscard]] std::string render_altered_text(const std::string& text, const std::string& hashed);

// Moves the date by an odd number of days from -29 to 29, so that no date stays.
[[nodiscard]] std::string render_altered_date(const Masked& masked, const std::string& value);

// Changes a number by some tenth of itself, within what the type takes.
[[nodiscard]] std::string render_altered_number(const Masked& masked, const std::string& value);

// Replaces strings that are no keys, and numbers: all of them, or those at the call's paths.
[[nodiscard]] std::string render_altered_json(const PresetCall& call, const std::string& value);

}  // namespace subset
