// json_leaf.hpp
//
// Renders the SQL that masks one leaf of a document: a string, a number or a boolean. Private to
// mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <cstdint>
#include <string>

namespace subset {

// All but `masked` are SQL.
struct JsonLeaf {
    std::string text;      // of a string, a number or a boolean
    std::string kind;      // "string", "number" ...
    std::string document;  // that it is a part of
    std::string place;     // of the leaf in it
    const Masked& masked;  // the column of the document
    // What stands where the leaf is neither a string nor a number nor a boolean, as SQL in the form
    // that is asked for. Empty: the null of a document.
    std::string otherwise = {};
};

// How a leaf's masked form is written: as the text of a JSON value, or as a value of type jsonb.
enum class JsonForm : std::uint8_t { text, jsonb };

// Renders the leaf's masked form. Where the preset does not make what the leaf is, its string or
// number is masked as @json does it. A null stays.
[[nodiscard]] std::string render_masked_leaf(const PresetCall& call, const JsonLeaf& leaf,
                                             JsonForm form);

// Renders the masked form of an object's key, as a text.
[[nodiscard]] std::string render_masked_key(const PresetCall& call, const std::string& key,
                                            const Masked& masked);

}  // namespace subset
