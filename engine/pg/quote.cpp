#include "pg/quote.hpp"

#include <charconv>

namespace subset::pg {

std::string quote_identifier(std::string_view name) {
    std::string sql = "\"";
    for (const char character : name) {
        if (character == '"') {
            sql += '"';
        }
        sql += character;
    }
    sql += '"';
    return sql;
}

std::string quote_name(const QualifiedName& name) {
    return quote_identifier(name.schema) + "." + quote_identifier(name.name);
}

std::string quote_list(std::span<const std::string> names) {
    std::string sql;
    for (const std::string& name : names) {
        sql += sql.empty() ? "" : ", ";
        sql += quote_identifier(name);
    }
    return sql;
}

std::string quote_literal(std::string_view value) {
    const bool escapes = value.find('\\') != std::string_view::npos;
    std::string sql;
    sql.reserve(value.size() + 5);
    // The space keeps the E apart from a word that may stand in front.
    sql += escapes ? " E'" : "'";
    for (const char character : value) {
        if (character == '\'' || character == '\\') {
            sql += character;
        }
        sql += character;
    }
    sql += '\'';
    return sql;
}

void ArrayLiteral::add(std::string_view element) {
    text_ += text_.size() == 1 ? "\"" : ",\"";
    for (const char character : element) {
        if (character == '"' || character == '\\') {
            text_ += '\\';
        }
        text_ += character;
    }
    text_ += '"';
}

void ArrayLiteral::add_integer(std::int64_t element) {
    if (text_.size() > 1) {
        text_ += ',';
    }
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), element).ptr;
    text_.append(std::begin(digits), end);
}

std::string ArrayLiteral::sql() const {
    std::string literal = quote_literal(text_);
    literal.insert(literal.size() - 1, 1, '}');
    return literal;
}

}  // namespace subset::pg
