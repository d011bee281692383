// toml_text.hpp
//
// Strings and keys as a config spells them: what is written for people to paste must be read again.
// Stage config.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/identifier.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset::config {

// A basic string, with quotes and escapes (TOML 1.0, "String").
[[nodiscard]] std::string render_string(std::string_view text);
// A key: bare where it may be.
[[nodiscard]] std::string render_key(std::string_view name);
// ["a", "b"].
[[nodiscard]] std::string render_strings(const std::vector<std::string>& texts);
// As the config names tables: without the schema where that is public. Not yet a string of TOML.
[[nodiscard]] std::string config_name(const QualifiedName& name);

}  // namespace subset::config
