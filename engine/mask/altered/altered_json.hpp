// altered_json.hpp
//
// Renders the SQL of @json. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/altered/json_states.hpp"
#include "mask/preset.hpp"

#include <string>

namespace subset {

// Masks what stands in a document: strings, numbers and booleans, or those that the call's paths
// meet, and the keys of objects where a rule says so. The rest of the document stays as it is. A
// document of type jsonb whose form allows it is not taken apart (json_shortcuts.hpp). `value` is
// SQL of what is not NULL.
[[nodiscard]] std::string render_altered_json(const PresetCall& call, const Masked& masked,
                                              const std::string& value);

// Renders the nodes of a document that paths lead to, as a query n (p, o, k, v, t, s): the place as
// bytes that sort as the document does, the number among its siblings, the key (NULL in arrays),
// the value, its type and its states.
[[nodiscard]] std::string render_json_nodes(const JsonStates& states, const std::string& type,
                                            const std::string& value, bool all);

}  // namespace subset
