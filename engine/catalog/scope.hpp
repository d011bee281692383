// scope.hpp
//
// [source] schemas as a variable of queries: the catalog's, and the guards' that come before it.
// Stage catalog.
#pragma once

#include "pg/quote.hpp"
#include "subset/config.hpp"

#include <string>

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

}  // namespace subset
