#include "dump/toc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace subset {
namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return line;
}

// Reads a number and the text that must follow it.
template <typename Number>
bool take_number(std::string_view& text, Number& number, std::string_view then) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{}) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with(then)) {
        return false;
    }
    text.remove_prefix(then.size());
    return true;
}

std::optional<TocEntry> parse_line(std::string_view line) {
    TocEntry entry;
    entry.line = line;
    if (!take_number(line, entry.dump_id, "; ") || !take_number(line, entry.catalog, " ") ||
        !take_number(line, entry.object, " ")) {
        return std::nullopt;
    }
    const std::string_view words = find_kind_words(line);
    entry.kind = parse_entry_kind(words);
    line.remove_prefix(std::min(line.size(), words.size() + 1));
    // The last word is the owner, empty for extensions and comments on them.
    entry.name = line.substr(0, line.rfind(' '));
    if (entry.name.starts_with("- ")) {
        entry.name.erase(0, 2);
    }
    entry.title = fmt::format("{} {}", words, entry.name);
    return entry;
}

// "--\n-- TOC entry 216 (class 1259 OID 16415)\n", which pg_restore writes before each entry where
// it is verbose.
struct Header {
    std::size_t begin = 0;
    int dump_id = 0;
    Oid catalog = 0;
    Oid object = 0;
};

std::vector<Header> find_headers(std::string_view text) {
    constexpr std::string_view mark = "\n--\n-- TOC entry ";
    std::vector<Header> headers;
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        std::string_view rest = text.substr(at + mark.size());
        Header header;
        header.begin = at + 1;
        if (take_number(rest, header.dump_id, " (class ") &&
            take_number(rest, header.catalog, " OID ") && take_number(rest, header.object, ")\n")) {
            headers.push_back(header);
        }
    }
    return headers;
}

bool same(const std::vector<Header>& headers, const std::vector<TocEntry>& expected) {
    return std::equal(headers.begin(), headers.end(), expected.begin(), expected.end(),
                      [](const Header& header, const TocEntry& entry) {
                          return header.dump_id == entry.dump_id &&
                                 header.catalog == entry.catalog && header.object == entry.object;
                      });
}

// The settings before the first entry, without psql's meta-commands and without what the target
// should not hear: the timeouts are the run's own, and transaction_timeout is unknown before 17.
std::string filter_preamble(std::string_view preamble, int target_version_num) {
    std::string kept;
    while (!preamble.empty()) {
        const std::string_view line = take_line(preamble);
        const bool unknown =
            line.starts_with("SET transaction_timeout = ") && target_version_num < 170000;
        const bool ours =
            line.starts_with("SET statement_timeout = ") || line.starts_with("SET lock_timeout = ");
        if (line.empty() || line.starts_with("--") || line.starts_with("\\restrict ") || unknown ||
            ours) {
            continue;
        }
        kept += line;
        kept += '\n';
    }
    return kept;
}

// The text without the meta-command that ends it (pg_restore 15.14, 17.6 and later).
std::string_view without_unrestrict(std::string_view text) {
    const std::string_view trimmed = text.substr(0, text.find_last_not_of(" \n") + 1);
    const auto last = trimmed.rfind('\n');
    if (last != std::string_view::npos && trimmed.substr(last + 1).starts_with("\\unrestrict ")) {
        return trimmed.substr(0, last + 1);
    }
    return text;
}

// The text without the comment that ends it and says what time it is: one schema, one text.
std::string_view without_completion(std::string_view text) {
    const auto at = text.rfind("\n-- Completed on ");
    if (at == std::string_view::npos) {
        return text;
    }
    std::string_view rest = text.substr(at + 1);
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (!line.empty() && !line.starts_with("--")) {
            return text;  // part of a function's body
        }
    }
    return text.substr(0, at + 1);
}

// 15.20 and its like keep a mark of their own in pg_attribute.attoptions. A pg_dump from before
// writes it as a setting, "ALTER COLUMN a SET (pg_attver=7);" or "SET (pg_attver=7,
// n_distinct=5);", which a server from before refuses.
std::string without_column_marks(std::string sql) {
    constexpr std::string_view mark = " SET (pg_attver=";
    constexpr std::string_view set = " SET (";
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at)) {
        const auto end = sql.find_first_not_of("0123456789", at + mark.size());
        if (end == std::string::npos) {
            break;
        }
        if (sql.compare(end, 2, ", ") == 0) {
            sql.erase(at + set.size(), end + 2 - at - set.size());
            continue;
        }
        const auto line = sql.rfind('\n', at) + 1;
        const auto next = std::min(sql.find('\n', end), sql.size() - 1) + 1;
        sql.erase(line, next - line);
        at = line;
    }
    return sql;
}

bool has_columns(const TocEntry& entry) {
    return entry.kind == EntryKind::table || entry.kind == EntryKind::foreign_table ||
           entry.kind == EntryKind::materialized_view;
}

}  // namespace

std::vector<TocEntry> parse_toc(std::string_view list) {
    std::vector<TocEntry> entries;
    while (!list.empty()) {
        std::string_view line = take_line(list);
        constexpr std::string_view dependencies = ";\tdepends on:";
        if (line.starts_with(dependencies) && !entries.empty()) {
            line.remove_prefix(dependencies.size());
            int dump_id = 0;
            while (line.starts_with(' ')) {
                line.remove_prefix(1);
                if (!take_number(line, dump_id, "")) {
                    break;
                }
                entries.back().depends_on.push_back(dump_id);
            }
        } else if (auto entry = parse_line(line)) {
            entries.push_back(std::move(*entry));
        }
    }
    return entries;
}

std::vector<SchemaEntry> split_section(std::string_view text, const std::vector<TocEntry>& expected,
                                       int target_version_num) {
    text = without_completion(without_unrestrict(text));
    const std::vector<Header> headers = find_headers(text);
    const std::size_t first = headers.empty() ? text.size() : headers.front().begin;
    std::vector<SchemaEntry> entries;
    entries.push_back(
        {.title = "preamble", .sql = filter_preamble(text.substr(0, first), target_version_num)});
    if (!same(headers, expected)) {
        if (first < text.size()) {
            entries.push_back({.title = "the schema", .sql = std::string{text.substr(first)}});
        }
        return entries;
    }
    for (std::size_t i = 0; i < headers.size(); ++i) {
        const std::size_t end = i + 1 < headers.size() ? headers[i + 1].begin : text.size();
        std::string sql{text.substr(headers[i].begin, end - headers[i].begin)};
        entries.push_back(
            {expected[i].kind, expected[i].name, expected[i].title,
             has_columns(expected[i]) ? without_column_marks(std::move(sql)) : std::move(sql),
             expected[i].dump_id, expected[i].depends_on});
    }
    return entries;
}

}  // namespace subset
