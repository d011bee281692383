// altered_text.hpp
//
// Renders the SQL of @text. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>

namespace subset {

// Renders made-up words in the place of a text; `hashed` is what they are made of. With `keep:
// first 1` the text's first characters stand in front. With `keep: shape` each letter is replaced
// by a letter of its case, each digit by a digit, and all else stays: the shape of a text can give
// it away. `text` and `hashed` are SQL of what is not NULL.
[[nodiscard]] std::string render_altered_text(const PresetCall& call, const Masked& masked,
                                              const std::string& text, const std::string& hashed);

}  // namespace subset
