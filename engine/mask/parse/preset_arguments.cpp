#include "mask/parse/preset_arguments.hpp"

#include "pg/sql_tokens.hpp"

namespace subset {
namespace {

using pg::SqlToken;
using pg::SqlTokenKind;

// Tells how the depth of brackets changes by the token.
int depth_of(std::string_view token) {
    return token == "(" || token == "[" || token == "{"   ? 1
           : token == ")" || token == "]" || token == "}" ? -1
                                                          : 0;
}

}  // namespace

std::size_t find_end_of_arguments(std::string_view sql, std::size_t open) {
    int depth = 0;
    for (SqlToken token = pg::next_sql_token(sql, open); token.kind != SqlTokenKind::end;
         token = pg::next_sql_token(sql, token.end)) {
        depth += token.kind == SqlTokenKind::sign ? depth_of(token.in(sql)) : 0;
        if (depth == 0) {
            return token.end;
        }
    }
    return std::string_view::npos;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (SqlToken token = pg::next_sql_token(text, 0); token.kind != SqlTokenKind::end;
         token = pg::next_sql_token(text, token.end)) {
        if (token.kind != SqlTokenKind::sign) {
            continue;
        }
        depth += depth_of(token.in(text));
        if (depth == 0 && token.in(text) == ",") {
            parts.push_back(without_blanks(text.substr(begin, token.begin - begin)));
            begin = token.end;
        }
    }
    parts.push_back(without_blanks(text.substr(begin)));
    return parts;
}

PresetArgument read_argument(std::string_view text) {
    const SqlToken name = pg::next_sql_token(text, 0);
    SqlToken colon = pg::next_sql_token(text, name.end);
    if (colon.kind == SqlTokenKind::blank) {
        colon = pg::next_sql_token(text, colon.end);
    }
    const std::string_view behind = text.substr(colon.end);
    if (name.kind != SqlTokenKind::word || colon.in(text) != ":" || behind.starts_with(':') ||
        behind.starts_with('=')) {
        return {{}, text};
    }
    return {name.in(text), without_blanks(behind)};
}

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace subset
