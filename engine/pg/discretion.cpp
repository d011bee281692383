#include "pg/discretion.hpp"

#include "pg/sqlstates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <utility>

namespace subset::pg {
namespace {

// The server's files whose errors and notices speak of locks, rights, disks and the schema,
// whatever was running.
constexpr std::array<std::string_view, 12> files_without_values = {
    "aclchk.c", "deadlock.c",       "fd.c",  "lock.c",        "md.c",      "postgres.c",
    "proc.c",   "rewriteHandler.c", "rls.c", "rowsecurity.c", "standby.c", "predicate.c"};
constexpr std::array<std::string_view, 12> files_of_notices = {
    "analyze.c",   "dropcmds.c",   "extension.c",     "foreigncmds.c", "indexcmds.c", "namespace.c",
    "tablecmds.c", "schemacmds.c", "parse_utilcmd.c", "typecmds.c",    "vacuum.c",    "xact.c"};

// Classes of errors about the session, the server and its resources.
constexpr std::array<std::string_view, 11> classes_of_the_server = {
    "08", "25", "28", "3D", "3F", "40", "53", "54", "55", "57", "58"};
// Errors about objects that are there already, or that others need.
constexpr std::array<std::string_view, 6> states_of_the_schema = {"2BP01", "42P04", "42P06",
                                                                  "42P07", "42710", "42723"};

template <typename Names>
bool has_one(const Names& names, std::string_view wanted) {
    return std::find(names.begin(), names.end(), wanted) != names.end();
}

// A message of a function's own, by RAISE or what other languages have for it.
bool is_raised(const ServerMessage& message) { return message.source_file.starts_with("pl"); }

// Whether the statement was in a function, or in SQL that one has put together.
bool is_in_function(const ServerMessage& message) {
    return !message.inner_query.empty() ||
           (!message.context.empty() && !message.context.starts_with("COPY "));
}

bool has_object(const ServerMessage& message) {
    return !message.constraint.empty() || !message.table.empty() || !message.column.empty() ||
           !message.type.empty();
}

// Whether the message's own words hold no value of a row.
bool is_harmless(const ServerMessage& message) {
    const std::string_view state = message.sqlstate;
    if (is_raised(message)) {
        return false;
    }
    if (has_one(files_without_values, message.source_file)) {
        return true;
    }
    if (state.starts_with(sqlstate::integrity_violation_class)) {
        return has_object(message);  // the values are in the detail
    }
    if (is_in_function(message)) {
        return false;
    }
    const bool of_text = state.starts_with(sqlstate::wrong_sql_class) || state.starts_with("0A");
    return has_one(classes_of_the_server, state.substr(0, 2)) ||
           has_one(states_of_the_schema, state) || (of_text && message.position > 0);
}

// The beginning of a data exception's words, as far as it names a type alone; else nothing.
std::string harmless_part(const ServerMessage& message) {
    static const std::regex named{
        "^(invalid input syntax for type [a-z ]+|"
        "value too long for type [a-z ]+(?:\\([0-9]+\\))?$|(?:integer|bigint|smallint) out of "
        "range$|"
        "division by zero$)"};
    std::smatch match;
    const bool of_data = message.sqlstate.starts_with(sqlstate::data_exception_class);
    return of_data && !is_raised(message) && std::regex_search(message.primary, match, named)
               ? match[1].str()
               : std::string{};
}

// The lines that say where it was, without what was being read there.
std::string harmless_context(std::string_view context) {
    static const std::regex place{
        "PL/pgSQL function [A-Za-z0-9_.\"]+\\([^()]*\\) line [0-9]+ at [A-Za-z ]+|"
        "SQL function \"[A-Za-z0-9_]+\" (?:statement [0-9]+|during inlining|during startup)"};
    std::string harmless;
    for (bool first = true; !context.empty(); first = false) {
        std::string line{context.substr(0, context.find('\n'))};
        context.remove_prefix(std::min(line.size() + 1, context.size()));
        if (first && line.starts_with("COPY ")) {
            line = line.substr(0, line.find(": "));
        } else if (!std::regex_match(line, place)) {
            continue;
        }
        harmless += (harmless.empty() ? "" : "\n") + line;
    }
    return harmless;
}

// Where the literal ends that `text` is inside of.
std::size_t end_of_literal(std::string_view text) {
    for (std::size_t at = text.find('\''); at != std::string_view::npos; at = text.find('\'', at)) {
        if (!text.substr(at + 1).starts_with('\'')) {
            return at;
        }
        at += 2;
    }
    return std::string_view::npos;
}

}  // namespace

ServerMessage without_values(ServerMessage message) {
    const bool harmless = is_harmless(message);
    message.context = harmless_context(message.context);
    if (harmless) {
        return message;
    }
    const std::string part = harmless_part(message);
    message.primary = part.empty() ? fmt::format(
                                         "{}, SQLSTATE {} (the server's own words are not shown, "
                                         "as they may hold a value of a row)",
                                         condition_name(message.sqlstate), message.sqlstate)
                                   : fmt::format("{}, SQLSTATE {}", part, message.sqlstate);
    message.words_hidden = true;
    message.detail.clear();
    message.hint.clear();
    return message;
}

std::string statement_without_values(std::string_view sql) {
    std::string shown;
    while (!sql.empty()) {
        const std::size_t begin = std::min(sql.find("'{"), sql.find("(VALUES ("));
        if (begin == std::string_view::npos) {
            break;
        }
        const bool is_array = sql[begin] == '\'';
        const std::string_view opened = sql.substr(begin + 1);
        const std::size_t end = is_array ? end_of_literal(opened) : opened.find(")) AS k (");
        if (end == std::string_view::npos) {
            break;
        }
        const bool of_names = opened.substr(end).starts_with("'::pg_catalog.");
        shown += sql.substr(0, begin + 1);
        shown += !is_array  ? "VALUES (..."
                 : of_names ? opened.substr(0, end)
                            : std::string_view{"{...}"};
        sql = opened.substr(end);
    }
    return shown += sql;
}

std::string notice_without_values(std::string_view severity, const ServerMessage& message) {
    const bool harmless = !is_raised(message) && !is_in_function(message) &&
                          (has_one(files_of_notices, message.source_file) ||
                           has_one(files_without_values, message.source_file));
    return harmless ? fmt::format("{}:  {}", severity, message.primary)
                    : fmt::format("{} with SQLSTATE {}, which may hold a value and is not shown",
                                  severity, message.sqlstate);
}

}  // namespace subset::pg
