// json_paths.hpp
//
// What the paths of @json meet in documents: SQL that asks, and what the answer means.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// The path has been followed up to this step, and never further.
struct UnmetPath {
    JsonPath path = {};
    std::size_t steps_met = 0;
    std::string next_key = {};  // that was wanted there; empty: elements of an array
    std::string keys = {};      // SQL of a text[]: the keys that one document has there
};

// Whether the preset follows paths at all.
[[nodiscard]] bool has_paths(const PresetCall& call);

// Renders how far a document's values lead along the paths, as a bit string; bit_or() of several is
// that of all. `value` is SQL of a document, `type` is "json" or "jsonb".
[[nodiscard]] std::string render_reached(const PresetCall& call, const std::string& type,
                                         const std::string& value);

// Returns the paths that meet nothing, by what render_reached() gave.
[[nodiscard]] std::vector<UnmetPath> find_unmet(const PresetCall& call, const std::string& type,
                                                const std::string& value, std::string_view reached);

// Renders "$.user.tags[*]" and "$..phone".
[[nodiscard]] std::string render_json_path(const JsonPath& path);

// Renders whether a document has keys that look like data: addresses, telephone numbers, ids.
[[nodiscard]] std::string render_has_data_keys(const std::string& type, const std::string& value);

}  // namespace subset
