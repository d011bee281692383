#include "dump/table_items.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace subset {
namespace {

// The place behind the quoted text that begins at `at`; doubled quotes are part of it
// (standard_conforming_strings is on in a dump, and nothing is written as E'...').
std::size_t behind_quotes(std::string_view sql, std::size_t at) {
    const char quote = sql[at];
    for (std::size_t next = at + 1; next < sql.size(); ++next) {
        if (sql[next] != quote) {
            continue;
        }
        if (next + 1 < sql.size() && sql[next + 1] == quote) {
            ++next;
            continue;
        }
        return next + 1;
    }
    return sql.size();
}

// The place of the first of `wanted` from `at` on that is neither in quotes nor in parentheses.
std::size_t find_outside(std::string_view sql, std::size_t at, std::string_view wanted) {
    int depth = 0;
    while (at < sql.size()) {
        const char each = sql[at];
        if (depth == 0 && wanted.find(each) != std::string_view::npos) {
            return at;
        }
        if (each == '\'' || each == '"') {
            at = behind_quotes(sql, at);
            continue;
        }
        depth += each == '(' || each == '[' ? 1 : each == ')' || each == ']' ? -1 : 0;
        ++at;
    }
    return std::string_view::npos;
}

// Takes an identifier off the front: its name as the catalog spells it.
std::string take_identifier(std::string_view& text) {
    if (!text.starts_with('"')) {
        const auto end = std::min(text.find_first_of(" .,;()\n"), text.size());
        std::string name{text.substr(0, end)};
        text.remove_prefix(end);
        return name;
    }
    const std::size_t end = behind_quotes(text, 0);
    std::string name;
    for (std::size_t at = 1; at + 1 < end; ++at) {
        name += text[at];
        at += text[at] == '"' ? 1 : 0;  // doubled
    }
    text.remove_prefix(end);
    return name;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

// The place of a word outside of quotes and parentheses; `word` begins with a blank.
std::size_t find_word_outside(std::string_view sql, std::size_t at, std::string_view word) {
    while ((at = find_outside(sql, at, " ")) != std::string_view::npos) {
        if (sql.substr(at).starts_with(word)) {
            return at;
        }
        ++at;
    }
    return std::string_view::npos;
}

bool is_left_out(std::string_view item, const TableItems& items) {
    item.remove_prefix(std::min(item.find_first_not_of(" \n"), item.size()));
    // A column of that name would be quoted: it is a reserved word.
    if (take(item, "CONSTRAINT ")) {
        return items.constraints.contains(take_identifier(item));
    }
    return items.columns.contains(take_identifier(item));
}

// "ALTER TABLE ONLY public.goods ALTER COLUMN price SET STATISTICS 100;".
bool alters_left_out(std::string_view line, const TableItems& items) {
    if (!take(line, "ALTER TABLE ") && !take(line, "ALTER FOREIGN TABLE ")) {
        return false;
    }
    take(line, "ONLY ");
    take_identifier(line);
    if (take(line, ".")) {
        take_identifier(line);
    }
    return take(line, " ALTER COLUMN ") && items.columns.contains(take_identifier(line));
}

[[noreturn]] void fail() {
    throw Error{ErrorKind::server,
                "pg_dump wrote a table in a form that columns cannot be taken out of",
                "Leave the table out by [[table]] rows = \"absent\", or have the extension that "
                "its columns need created in the target."};
}

// Where the statement that makes the table begins.
std::size_t find_create(std::string_view sql) {
    constexpr std::array<std::string_view, 3> beginnings{
        "\nCREATE TABLE ", "\nCREATE UNLOGGED TABLE ", "\nCREATE FOREIGN TABLE "};
    std::size_t first = std::string_view::npos;
    for (const std::string_view beginning : beginnings) {
        first = std::min(first, sql.find(beginning));
    }
    return first;
}

// "    id uuid DEFAULT public.uuid_generate_v4() NOT NULL" without its default.
std::string without_default(std::string_view item) {
    const std::size_t begin = find_word_outside(item, 0, " DEFAULT ");
    if (begin == std::string_view::npos) {
        fail();
    }
    // A NOT NULL has a name from PostgreSQL 18 on, where it is not the usual one.
    const std::size_t end = std::min({find_word_outside(item, begin, " NOT NULL"),
                                      find_word_outside(item, begin, " CONSTRAINT "), item.size()});
    return std::string{item.substr(0, begin)} + std::string{item.substr(end)};
}

bool has_default_left_out(std::string_view item, const TableItems& items) {
    item.remove_prefix(std::min(item.find_first_not_of(" \n"), item.size()));
    return !item.starts_with("CONSTRAINT ") && items.defaults.contains(take_identifier(item));
}

std::string render_body(std::string_view body, const TableItems& items) {
    std::string kept;
    while (!body.empty()) {
        const std::size_t end = std::min(find_outside(body, 0, ","), body.size());
        std::string_view item = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        item = item.substr(0, item.find_last_not_of(" \n") + 1);
        if (!item.empty() && !is_left_out(item, items)) {
            kept += kept.empty() ? "" : ",";
            kept += has_default_left_out(item, items) ? without_default(item) : std::string{item};
        }
    }
    return kept + "\n";
}

}  // namespace

std::string without_items(std::string_view sql, const TableItems& items) {
    const std::size_t create = find_create(sql);
    const std::size_t open =
        create == std::string_view::npos ? create : find_outside(sql, create, "(");
    const std::size_t close =
        open == std::string_view::npos ? open : find_outside(sql, open + 1, ")");
    const std::size_t end =
        close == std::string_view::npos ? close : find_outside(sql, close + 1, ";");
    if (end == std::string_view::npos) {
        fail();
    }
    std::string text{sql.substr(0, open + 1)};
    text += render_body(sql.substr(open + 1, close - open - 1), items);
    text += sql.substr(close, end + 1 - close);
    std::string_view rest = sql.substr(end + 1);
    while (!rest.empty()) {
        const std::size_t stop = find_outside(rest, 0, ";");
        const std::string_view statement =
            rest.substr(0, stop == std::string_view::npos ? rest.size() : stop + 1);
        rest.remove_prefix(statement.size());
        const std::size_t begin = std::min(statement.find_first_not_of(" \n"), statement.size());
        if (!alters_left_out(statement.substr(begin), items)) {
            text += statement;
        }
    }
    return text;
}

bool is_comment_on_item(std::string_view name, const TableItems& items) {
    const std::string& table = items.table.name;
    if (!take(name, items.table.schema) || !take(name, " ")) {
        return false;
    }
    if (take(name, "COLUMN ")) {
        return take_identifier(name) == table && take(name, ".") &&
               items.columns.contains(take_identifier(name));
    }
    if (!take(name, "CONSTRAINT ")) {
        return false;
    }
    const std::string constraint = take_identifier(name);
    return take(name, " ON ") && take_identifier(name) == table &&
           items.constraints.contains(constraint);
}

}  // namespace subset
