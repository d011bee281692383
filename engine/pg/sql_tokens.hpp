// sql_tokens.hpp
//
// Reads SQL token by token, by PostgreSQL's lexical rules (manual, "Lexical Structure"), for what
// must know whether a sign of the config's SQL is an operator or a part of a text. It takes
// standard_conforming_strings for on. Part of engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace subset::pg {

enum class SqlTokenKind : std::uint8_t {
    end,
    blank,        // white space and comments
    literal,      // '...', E'...', $$...$$, with what continues it on further lines
    quoted_name,  // "..."
    word,         // a name or a key word
    number,       // and a parameter, $1
    operation,    // the longest run of signs that is one operator
    sign,         // one of ( ) [ ] { } , ; : . $ or a character that SQL does not know
};

struct SqlToken {
    SqlTokenKind kind{};
    std::size_t begin = 0;
    std::size_t end = 0;
    bool closed = true;  // false where a literal, a quoted name or a comment has no end

    [[nodiscard]] std::string_view in(std::string_view sql) const noexcept {
        return sql.substr(begin, end - begin);
    }
};

// Reads the token that begins at `at`. At the end of the text the token is empty, of kind `end`.
[[nodiscard]] SqlToken next_sql_token(std::string_view sql, std::size_t at);

// Whether a name may begin with the character.
[[nodiscard]] bool begins_sql_word(char c) noexcept;

}  // namespace subset::pg
