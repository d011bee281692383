// mask_keys.hpp
//
// The keys of one run: what its masks are made with, and what the proof of them hashes with. In the
// source they are settings of the sessions that read rows, which presets (mask/preset.hpp) and the
// proof (mask_samples.hpp) name; nothing else of this machine, the target or a file has them.
//
// Thread-safety: values and pure functions, but for make_mask_keys(), which asks the system for
// random numbers.
#pragma once

#include "config/database_end.hpp"
#include "subset/config.hpp"

#include <string>

namespace subset {

struct MaskKeys {
    std::string key;        // of [mask]; empty: none
    std::string other_key;  // random: a value that a mask gives back under both was kept by its SQL
    std::string secret;     // random: raw values are hashed with it
};

[[nodiscard]] MaskKeys make_mask_keys(std::string key);

// The source with settings that hold the keys, where the config masks anything.
[[nodiscard]] DatabaseEnd end_of_source(const Config& config, const MaskKeys& keys);
// As above, where the proof is not asked for.
[[nodiscard]] DatabaseEnd end_of_masked_source(const Config& config);

// The mask with the other key in the place of the key.
[[nodiscard]] std::string render_by_other_key(std::string mask_sql);
// The HMAC of bytes, which are SQL, with the secret: hexadecimal digits.
[[nodiscard]] std::string render_secret_hash(const std::string& bytes);

}  // namespace subset
