// parse_text.hpp
//
// Reads a config that stands in no file.
#pragma once

#include "subset/config.hpp"

#include <string>

namespace subset::config {

// `name`: what messages call it, in the place of a file. The result has no file, and needs neither
// rows nor a target.
//
// Throws: config, where the text is not TOML.
[[nodiscard]] Config parse_config_text(const std::string& text, const std::string& name);

}  // namespace subset::config
