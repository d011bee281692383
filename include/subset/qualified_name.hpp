// qualified_name.hpp
//
// QualifiedName is the name of an object in a schema, spelled as the catalog spells it: no case
// folding, no quoting. Foundation: every stage may include this.
//
// Thread-safety: values and pure functions.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace subset {

// Names are ordered by schema, then name, by bytes; that decides wherever an order must be stable.
struct QualifiedName {
    std::string schema;
    std::string name;

    friend auto operator<=>(const QualifiedName&, const QualifiedName&) = default;

    // Returns the name for people: "schema.name".
    [[nodiscard]] std::string text() const { return schema + "." + name; }
};

// Splits at the first dot; without one the schema is public. "a.b.c" is schema "a", name "b.c".
[[nodiscard]] inline QualifiedName parse_qualified_name(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) {
        return {"public", std::string{text}};
    }
    return {std::string{text.substr(0, dot)}, std::string{text.substr(dot + 1)}};
}

}  // namespace subset
