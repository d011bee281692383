// config_hash.hpp
//
// The hash by which two twins show that they came from the same config. It is written into the
// target, where anybody may read it and guess what it was made of, so nothing secret is in it: the
// key of [mask] and the urls, which may hold passwords, are left out, and so are comments. Part of
// the config stage.
//
// Thread-safety: pure.
#pragma once

#include "config/toml/toml_reader.hpp"

#include <string>

namespace subset::config {

// Computes the hash of what the config says, whatever its layout, as 16 hexadecimal digits.
[[nodiscard]] std::string hash_config(const TomlTable& document);

}  // namespace subset::config
