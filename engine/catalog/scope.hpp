// scope.hpp
//
// [source] schemas as a variable of the catalog's queries. Stage catalog; private to it.
#pragma once

#include "pg/quote.hpp"
#include "subset/config.hpp"

#include <string>
#include <string_view>

namespace subset {

// A text[] literal of the schemas in scope, or NULL for every user schema.
[[nodiscard]] inline std::string render_scope(const SourceConfig& config) {
    if (!config.schemas) {
        return "NULL";
    }
    pg::ArrayLiteral array;
    for (const Text& schema : *config.schemas) {
        array.add(schema.value);
    }
    return array.sql();
}

// The query with ":schemas" replaced, as psql's -v would.
[[nodiscard]] inline std::string with_schemas(std::string_view sql, const SourceConfig& config) {
    const std::string schemas = render_scope(config);
    std::string text{sql};
    constexpr std::string_view variable = ":schemas";
    for (auto at = text.find(variable); at != std::string::npos;
         at = text.find(variable, at + schemas.size())) {
        text.replace(at, variable.size(), schemas);
    }
    return text;
}

}  // namespace subset
