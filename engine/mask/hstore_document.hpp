// hstore_document.hpp
//
// Reads a value of the extension hstore as a document of JSON, and back: @json masks it as it masks
// an object whose members are texts.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset {

// `type` is as the catalog spells it, with the schema of the extension: "public.hstore".
[[nodiscard]] bool is_hstore(std::string_view type);

// Renders the hstore `value`, which is SQL, as jsonb.
[[nodiscard]] std::string render_as_document(std::string_view type, const std::string& value);

// Renders the members of the jsonb `document`, which is SQL, as hstore. A null stays one.
[[nodiscard]] std::string render_as_hstore(std::string_view type, const std::string& document);

}  // namespace subset
