// parse_json_rules.hpp
//
// Reads what @json says of the paths of a document.
//
// Private to mask/parse/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string_view>
#include <vector>

namespace subset {

// Parses "{$.user.email: @email, $.tags[*]: @hash, $..phone: @phone, keys: @hash}".
//
// Throws: Error(config) without a place.
[[nodiscard]] std::vector<JsonRule> parse_json_rules(std::string_view text);

// Parses "$.user.email $.phone": all that is at these paths is masked.
//
// Throws: Error(config) without a place.
[[nodiscard]] std::vector<JsonRule> parse_json_paths(std::string_view text);

}  // namespace subset
