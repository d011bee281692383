#include "catalog/scope.hpp"

#include "config/schema_patterns.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// Renders the glob as a pattern of LIKE.
std::string render_like(std::string_view glob) {
    std::string like;
    for (const char letter : glob) {
        if (letter == '%' || letter == '_' || letter == '\\') {
            like += '\\';
        }
        like += letter == '*' ? '%' : letter == '?' ? '_' : letter;
    }
    return fmt::format("n.nspname::pg_catalog.text COLLATE \"C\" LIKE {}", pg::quote_literal(like));
}

std::string render_patterns(const std::vector<Text>& patterns) {
    std::string in;
    std::string out;
    for (const Text& pattern : patterns) {
        std::string& side = config::leaves_out(pattern.value) ? out : in;
        side += (side.empty() ? "" : " OR ") + render_like(config::without_mark(pattern.value));
    }
    return fmt::format(
        "SELECT coalesce(pg_catalog.array_agg(n.nspname::pg_catalog.text), '{{}}') FROM "
        "pg_catalog.pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname <> "
        "'information_schema' AND ({}) AND NOT ({})",
        in.empty() ? "true" : in, out.empty() ? "false" : out);
}

}  // namespace

std::string render_scope(const std::optional<std::vector<Text>>& schemas) {
    if (!schemas) {
        return "NULL";
    }
    if (std::any_of(schemas->begin(), schemas->end(),
                    [](const Text& schema) { return config::is_schema_pattern(schema.value); })) {
        return "(" + render_patterns(*schemas) + ")";
    }
    pg::ArrayLiteral array;
    for (const Text& schema : *schemas) {
        array.add(schema.value);
    }
    return array.sql();
}

}  // namespace subset
