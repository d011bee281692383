#include "pg/sql_tokens.hpp"

#include <algorithm>

namespace subset::pg {
namespace {

constexpr std::string_view operator_signs = "~!@#^&|`?+-*/%<>=";
constexpr std::string_view blank_characters = " \t\n\r\f\v";

bool is_number_sign(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_in_word(char c) noexcept { return begins_sql_word(c) || is_number_sign(c) || c == '$'; }

// A TokenScan finds the end of one token.
class TokenScan {
public:
    TokenScan(std::string_view sql, std::size_t begin) : sql_{sql}, begin_{begin}, at_{begin} {}

    [[nodiscard]] SqlToken run() {
        if (at_ >= sql_.size()) {
            return {SqlTokenKind::end, at_, at_};
        }
        const char c = sql_[at_];
        if (is_one_of(blank_characters) || next_is("--") || next_is("/*")) {
            return blank();
        }
        if (c == '\'') {
            return literal(false);
        }
        if (c == '"') {
            return token(SqlTokenKind::quoted_name, skip_quoted('"', false));
        }
        if (c == '$') {
            return dollar();
        }
        if (begins_sql_word(c)) {
            return word();
        }
        if (is_number_sign(c)) {
            skip_while([](char each) { return is_in_word(each) || each == '.'; });
            return token(SqlTokenKind::number);
        }
        if (is_one_of(operator_signs)) {
            return operation();
        }
        ++at_;
        return token(SqlTokenKind::sign);
    }

private:
    [[nodiscard]] bool next_is(std::string_view text) const {
        return sql_.substr(at_).starts_with(text);
    }
    [[nodiscard]] bool is_one_of(std::string_view signs) const {
        return at_ < sql_.size() && signs.find(sql_[at_]) != std::string_view::npos;
    }
    template <typename Condition>
    void skip_while(Condition condition) {
        while (at_ < sql_.size() && condition(sql_[at_])) {
            ++at_;
        }
    }
    [[nodiscard]] SqlToken token(SqlTokenKind kind, bool closed = true) const {
        return {kind, begin_, at_, closed};
    }

    SqlToken blank() {
        bool closed = true;
        while (closed && at_ < sql_.size()) {
            if (is_one_of(blank_characters)) {
                ++at_;
            } else if (next_is("--")) {
                skip_while([](char c) { return c != '\n' && c != '\r'; });
            } else if (next_is("/*")) {
                closed = skip_block_comment();
            } else {
                break;
            }
        }
        return token(SqlTokenKind::blank, closed);
    }

    // Comments of this kind hold others.
    bool skip_block_comment() {
        int depth = 0;
        do {
            depth += next_is("/*") ? 1 : next_is("*/") ? -1 : 0;
            at_ = std::min(at_ + (next_is("/*") || next_is("*/") ? 2 : 1), sql_.size());
        } while (depth > 0 && at_ < sql_.size());
        return depth == 0;
    }

    // Skips to behind the closing quote; a doubled one is a quote within.
    bool skip_quoted(char quote, bool escapes) {
        ++at_;
        while (at_ < sql_.size()) {
            if (escapes && sql_[at_] == '\\') {
                at_ = std::min(at_ + 2, sql_.size());
            } else if (sql_[at_] != quote) {
                ++at_;
            } else if (sql_.substr(at_ + 1).starts_with(quote)) {
                at_ += 2;
            } else {
                ++at_;
                return true;
            }
        }
        return false;
    }

    // A literal goes on behind a line break, with the escapes that it began with.
    SqlToken literal(bool escapes) {
        bool closed = skip_quoted('\'', escapes);
        while (closed) {
            const std::size_t end = at_;
            bool line = false;
            while (is_one_of(blank_characters) || next_is("--")) {
                if (next_is("--")) {
                    skip_while([](char c) { return c != '\n' && c != '\r'; });
                } else {
                    line = line || next_is("\n") || next_is("\r");
                    ++at_;
                }
            }
            if (!line || !next_is("'")) {
                at_ = end;
                break;
            }
            closed = skip_quoted('\'', escapes);
        }
        return token(SqlTokenKind::literal, closed);
    }

    SqlToken word() {
        skip_while(is_in_word);
        const std::string_view word = sql_.substr(begin_, at_ - begin_);
        const char prefix = word.size() == 1 ? word.front() : ' ';
        if ((prefix == 'e' || prefix == 'E') && next_is("'")) {
            return literal(true);
        }
        if (std::string_view{"bBxXnN"}.find(prefix) != std::string_view::npos && next_is("'")) {
            return literal(false);
        }
        if ((prefix == 'u' || prefix == 'U') && next_is("&'")) {
            ++at_;
            return literal(false);
        }
        if ((prefix == 'u' || prefix == 'U') && next_is("&\"")) {
            ++at_;
            return token(SqlTokenKind::quoted_name, skip_quoted('"', false));
        }
        return token(SqlTokenKind::word);
    }

    // $tag$...$tag$, or a parameter, or a sign that means nothing in SQL.
    SqlToken dollar() {
        ++at_;
        if (at_ < sql_.size() && is_number_sign(sql_[at_])) {
            skip_while(is_number_sign);
            return token(SqlTokenKind::number);
        }
        std::size_t close = at_;
        if (close < sql_.size() && begins_sql_word(sql_[close])) {
            while (close < sql_.size() &&
                   (begins_sql_word(sql_[close]) || is_number_sign(sql_[close]))) {
                ++close;
            }
        }
        if (close >= sql_.size() || sql_[close] != '$') {
            return token(SqlTokenKind::sign);
        }
        const std::string_view delimiter = sql_.substr(begin_, close + 1 - begin_);
        const auto end = sql_.find(delimiter, close + 1);
        at_ = end == std::string_view::npos ? sql_.size() : end + delimiter.size();
        return token(SqlTokenKind::literal, end != std::string_view::npos);
    }

    // A comment ends an operator, and + or - ends only one that has a sign which no operator of
    // the SQL standard has.
    SqlToken operation() {
        while (is_one_of(operator_signs) && !next_is("--") && !next_is("/*")) {
            ++at_;
        }
        const auto is_telling = [](char c) {
            return std::string_view{"~!@#^&|`?%"}.find(c) != std::string_view::npos;
        };
        while (at_ - begin_ > 1 && (sql_[at_ - 1] == '+' || sql_[at_ - 1] == '-') &&
               std::none_of(sql_.begin() + static_cast<std::ptrdiff_t>(begin_),
                            sql_.begin() + static_cast<std::ptrdiff_t>(at_ - 1), is_telling)) {
            --at_;
        }
        return token(SqlTokenKind::operation);
    }

    std::string_view sql_;
    std::size_t begin_;
    std::size_t at_;
};

}  // namespace

bool begins_sql_word(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

SqlToken next_sql_token(std::string_view sql, std::size_t at) { return TokenScan{sql, at}.run(); }

}  // namespace subset::pg
