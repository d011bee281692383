// identifier.hpp
//
// Names of database objects as values, spelled as the catalog spells them: no case folding, no
// quoting. Only engine/pg/quote.cpp turns them into SQL. Foundation: every stage may include this.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace subset {

// The name of an object in a schema. Names are ordered by schema, then name, by bytes; that decides
// wherever an order must be stable.
struct QualifiedName {
    std::string schema;
    std::string name;

    friend auto operator<=>(const QualifiedName&, const QualifiedName&) = default;

    // The name for people: "schema.name".
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
