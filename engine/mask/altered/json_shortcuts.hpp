// json_shortcuts.hpp
//
// Renders @json for documents of type jsonb that need not be taken apart node by node, which costs
// several times what the masks do: the upper levels of a document, masked member by member, and
// paths without "..", whose values are set where they stand. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <functional>
#include <string>
#include <vector>

namespace subset {

// What stands for "all of the document" where no rule does.
extern const PresetCall whole_document;

// Renders SQL that masks `member`, an object or array within a document, as a text. `document` is
// SQL of a text that tells this member of this document apart.
using RenderContainer =
    std::function<std::string(const std::string& member, const std::string& document)>;

// Masks all of a document, its members one by one. `value` is SQL of what is not NULL.
[[nodiscard]] std::string render_members(const Masked& masked, const std::string& value,
                                         const RenderContainer& container);

// Whether all rules are for paths of keys and elements from the root: "$.user.email", "$.tags[*]".
[[nodiscard]] bool has_plain_paths(const std::vector<JsonRule>& rules);

// Masks what such paths meet, where each meets strings, numbers, booleans, nulls, or nothing.
// `otherwise` is SQL of the document's masked form, as a text, where one meets more than that, or
// an array is in its way that it does not name.
[[nodiscard]] std::string render_plain_paths(const std::vector<JsonRule>& rules,
                                             const Masked& masked, const std::string& value,
                                             const std::string& otherwise);

}  // namespace subset
