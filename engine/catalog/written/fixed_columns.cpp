#include "catalog/written/fixed_columns.hpp"

#include "catalog/column_sql.hpp"
#include "pg/sql_tokens.hpp"
#include "util/fold_ascii.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using pg::SqlToken;
using pg::SqlTokenKind;

std::vector<SqlToken> tokens_of_condition(std::string_view sql) {
    std::vector<SqlToken> tokens;
    for (SqlToken token = pg::next_sql_token(sql, 0); token.kind != SqlTokenKind::end;
         token = pg::next_sql_token(sql, token.end)) {
        if (token.kind != SqlTokenKind::blank) {
            tokens.push_back(token);
        }
    }
    return tokens;
}

std::string name_in_condition(SqlToken token, std::string_view sql) {
    if (token.kind == SqlTokenKind::quoted_name) {
        return std::string{sql.substr(token.begin + 1, token.end - token.begin - 2)};
    }
    return token.kind == SqlTokenKind::word ? fold_ascii(token.in(sql)) : std::string{};
}

}  // namespace

ColumnList find_fixed_columns(const Table& child, std::string_view when) {
    constexpr std::size_t tokens_of_term = 5;  // c . name = 'literal'
    const std::vector<SqlToken> tokens = tokens_of_condition(when);
    ColumnList columns;
    for (std::size_t at = 0; at < tokens.size(); at += tokens_of_term) {
        if (at > 0 && name_in_condition(tokens[at++], when) != "and") {
            return {};
        }
        if (at + tokens_of_term > tokens.size() ||
            name_in_condition(tokens[at], when) != row_alias || tokens[at + 1].in(when) != "." ||
            tokens[at + 3].in(when) != "=" ||
            (tokens[at + 4].kind != SqlTokenKind::literal &&
             tokens[at + 4].kind != SqlTokenKind::number)) {
            return {};
        }
        const auto column = child.column_named(name_in_condition(tokens[at + 2], when));
        if (!column) {
            return {};
        }
        columns.push_back(*column);
    }
    return columns;
}

}  // namespace subset
