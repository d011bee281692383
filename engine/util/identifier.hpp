// identifier.hpp
//
// These are the names of database objects as values, spelled as the catalog spells them: no case
// folding, no quoting. Only engine/pg/quote.cpp turns them into SQL. There are also the numbers
// that a run gives to the things it works with; each is an index into a vector. Foundation: every
// stage may include this.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace subset {

enum class TableId : std::uint32_t {};      // in Catalog::tables
enum class ReferenceId : std::uint32_t {};  // in Catalog::references
enum class ParentKeyId : std::uint32_t {};  // in Plan::parent_keys

template <typename Id>
[[nodiscard]] constexpr std::size_t index_of(Id id) noexcept {
    return static_cast<std::size_t>(id);
}

// This is the name of an object in a schema. Names are ordered by schema, then name, by bytes; that
// decides wherever an order must be stable.
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
