#include "pg/sql_variables.hpp"

#include "pg/quote.hpp"

namespace subset::pg {

std::string with_variable(std::string_view sql, std::string_view name, std::string_view value) {
    const std::string variable = ":" + std::string{name};
    const auto is_word = [](char character) {
        return character == '_' || (character >= 'a' && character <= 'z') ||
               (character >= '0' && character <= '9');
    };
    std::string text;
    while (!sql.empty()) {
        const auto at = sql.find(variable);
        text += sql.substr(0, at);
        if (at == std::string_view::npos) {
            break;
        }
        const auto end = at + variable.size();
        const bool whole =
            (at == 0 || sql[at - 1] != ':') && (end == sql.size() || !is_word(sql[end]));
        text += whole ? value : std::string_view{variable};
        sql.remove_prefix(end);
    }
    return text;
}

std::string render_text_array(std::span<const std::string> values) {
    ArrayLiteral array;
    for (const std::string& value : values) {
        array.add(value);
    }
    return array.sql() + "::pg_catalog.text[]";
}

}  // namespace subset::pg
