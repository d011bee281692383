// list_entries.hpp
//
// Lists the entries of the config that are about rows, as they stand in the file. Part of the
// config stage.
//
// Thread-safety: pure.
#pragma once

#include "config/toml/toml_reader.hpp"
#include "subset/config.hpp"

#include <vector>

namespace subset::config {

[[nodiscard]] std::vector<ConfigEntry> list_entries(const TomlTable& document);

}  // namespace subset::config
