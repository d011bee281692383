#include "config/sql_environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <regex>

namespace subset::config {
namespace {

bool may_be_in_a_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// Quoting says how a value is put in, which depends on where it stands in the SQL.
enum class Quoting : std::uint8_t {
    none,     // a number or a plain name; all else is refused
    literal,  // quotes are doubled
    escapes,  // backslashes too
    name,     // double quotes are doubled
    dollars,  // as it is, without a dollar sign
};

// Walks through a text of SQL and copies it, with values in the place of variables.
class Substitution {
public:
    explicit Substitution(std::string_view sql) : sql_{sql} {}

    SubstitutedSql run() {
        while (at_ < sql_.size()) {
            step();
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] bool next_is(std::string_view sign) const {
        return sql_.substr(at_).starts_with(sign);
    }
    void copy(std::size_t count) {
        result_.value.text += sql_.substr(at_, count);
        at_ = std::min(at_ + count, sql_.size());
    }

    // Copies one token, or a part of one.
    void step() {
        if (put_variable(Quoting::none)) {
            return;
        }
        const char c = sql_[at_];
        if (c == '\'') {
            copy_quoted('\'', Quoting::literal);
        } else if (c == '"') {
            copy_quoted('"', Quoting::name);
        } else if (next_is("--")) {
            copy_until("\n");
        } else if (next_is("/*")) {
            copy_block_comment();
        } else if (c == '$') {
            copy_dollars();
        } else if (may_be_in_a_word(c)) {
            copy_word();
        } else {
            copy(1);
        }
    }

    void copy_word() {
        const std::size_t begin = at_;
        while (at_ < sql_.size() && may_be_in_a_word(sql_[at_]) && name_at().empty()) {
            copy(1);
        }
        const std::string_view word = sql_.substr(begin, at_ - begin);
        if ((word == "e" || word == "E") && next_is("'")) {
            copy_quoted('\'', Quoting::escapes);
        } else if ((word == "u" || word == "U") && (next_is("&'") || next_is("&\""))) {
            copy(1);
            copy_quoted(sql_[at_], Quoting::none);  // its escape character is anybody's guess
        }
    }

    void copy_quoted(char quote, Quoting quoting) {
        copy(1);
        while (at_ < sql_.size()) {
            if (put_variable(quoting)) {
                continue;
            }
            if (quoting == Quoting::escapes && sql_[at_] == '\\') {
                copy(2);
            } else if (sql_[at_] == quote) {
                copy(1);
                if (at_ >= sql_.size() || sql_[at_] != quote) {
                    break;
                }
                copy(1);  // a doubled one
            } else {
                copy(1);
            }
        }
        if (quoting == Quoting::escapes || (quoting == Quoting::none && quote == '\'')) {
            copy_continuation(quoting);
        }
    }

    // Copies what continues a literal on a new line; it has the escapes that the literal began
    // with.
    void copy_continuation(Quoting quoting) {
        while (at_ < sql_.size() && (is_blank(sql_[at_]) || next_is("--"))) {
            next_is("--") ? copy_until("\n") : copy(1);
        }
        if (next_is("'")) {
            copy_quoted('\'', quoting);
        }
    }

    void copy_block_comment() {
        int depth = 0;
        do {
            if (next_is("/*")) {
                ++depth;
                copy(2);
            } else if (next_is("*/")) {
                --depth;
                copy(2);
            } else if (!put_variable(Quoting::none)) {
                copy(1);
            }
        } while (depth > 0 && at_ < sql_.size());
    }

    void copy_until(std::string_view end) {
        while (at_ < sql_.size() && !next_is(end)) {
            if (!put_variable(Quoting::none)) {
                copy(1);
            }
        }
    }

    // Copies $tag$...$tag$, or a dollar sign that means something else.
    void copy_dollars() {
        const auto close = sql_.find('$', at_ + 1);
        const std::string_view tag =
            close == std::string_view::npos ? "" : sql_.substr(at_ + 1, close - at_ - 1);
        const bool is_tag = close != std::string_view::npos &&
                            std::all_of(tag.begin(), tag.end(), may_be_in_a_word) &&
                            (tag.empty() || !is_digit(tag.front()));
        if (!is_tag) {
            copy(1);
            return;
        }
        const std::string_view delimiter = sql_.substr(at_, tag.size() + 2);
        copy(delimiter.size());
        while (at_ < sql_.size() && !next_is(delimiter)) {
            if (!put_variable(Quoting::dollars)) {
                copy(1);
            }
        }
        copy(delimiter.size());
    }

    // Returns the name of the variable that stands here, or an empty text.
    [[nodiscard]] std::string_view name_at() const {
        return next_is("${") ? variable_at(sql_.substr(at_)) : std::string_view{};
    }

    bool put_variable(Quoting quoting) {
        const std::string_view name = name_at();
        if (name.empty()) {
            return false;
        }
        const std::size_t length = name.size() + 3;
        const char* const value = std::getenv(std::string{name}.c_str());
        if (value == nullptr) {
            add(result_.value.unset, name);
            copy(length);
            return true;
        }
        // A name directly before a quote is refused, as it would say how the literal is read (E,
        // U&).
        const std::string_view after = sql_.substr(at_ + length);
        const bool before_quote = after.starts_with('\'') || after.starts_with('"');
        const auto safe = render(value, quoting);
        if (!safe || (quoting == Quoting::none && before_quote)) {
            add(result_.refused, name);
            copy(length);
            return true;
        }
        result_.value.text += *safe;
        at_ += length;
        return true;
    }

    static void add(std::vector<std::string>& names, std::string_view name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.emplace_back(name);
        }
    }

    static std::optional<std::string> render(const std::string& value, Quoting quoting) {
        static const std::regex plain{
            R"([A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)"};
        if (quoting == Quoting::none) {
            if (!std::regex_match(value, plain)) {
                return std::nullopt;
            }
            return value.starts_with('-') ? "(" + value + ")" : value;  // "--" begins a comment
        }
        if (quoting == Quoting::dollars) {
            return value.find('$') == std::string::npos ? std::optional{value} : std::nullopt;
        }
        std::string escaped;
        for (const char c : value) {
            const bool doubled = c == (quoting == Quoting::name ? '"' : '\'') ||
                                 (c == '\\' && quoting == Quoting::escapes);
            escaped += doubled ? std::string(2, c) : std::string(1, c);
        }
        return escaped;
    }

    std::string_view sql_;
    std::size_t at_ = 0;
    SubstitutedSql result_;
};

}  // namespace

SubstitutedSql substitute_in_sql(std::string_view sql) { return Substitution{sql}.run(); }

}  // namespace subset::config
