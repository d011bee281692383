#include "dump/entry_kind.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace subset {
namespace {

// pg_dump's kinds of several words; all others are one word (pg_dump.c, ArchiveEntry's
// `description`).
constexpr std::array<std::string_view, 31> long_kinds = {
    "ACCESS METHOD",
    "CHECK CONSTRAINT",
    "DATABASE PROPERTIES",
    "DEFAULT ACL",
    "EVENT TRIGGER",
    "FK CONSTRAINT",
    "FOREIGN DATA WRAPPER",
    "FOREIGN TABLE",
    "INDEX ATTACH",
    "LARGE OBJECT",
    "MATERIALIZED VIEW",
    "MATERIALIZED VIEW DATA",
    "NOT NULL CONSTRAINT",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "PROCEDURAL LANGUAGE",
    "PUBLICATION TABLE",
    "PUBLICATION TABLES IN SCHEMA",
    "ROW SECURITY",
    "SECURITY LABEL",
    "SEQUENCE OWNED BY",
    "SEQUENCE SET",
    "SHELL TYPE",
    "STATISTICS DATA",
    "TABLE ATTACH",
    "TABLE DATA",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH PARSER",
    "TEXT SEARCH TEMPLATE",
    "USER MAPPING",
};

constexpr std::array<std::pair<std::string_view, EntryKind>, 21> entry_kinds = {{
    {"CHECK CONSTRAINT", EntryKind::check_constraint},
    {"COMMENT", EntryKind::comment},
    {"CONSTRAINT", EntryKind::constraint},
    {"DEFAULT", EntryKind::default_value},
    {"EVENT TRIGGER", EntryKind::event_trigger},
    {"EXTENSION", EntryKind::extension},
    {"FK CONSTRAINT", EntryKind::foreign_key},
    {"FOREIGN TABLE", EntryKind::foreign_table},
    {"FUNCTION", EntryKind::function},
    {"INDEX", EntryKind::index},
    {"INDEX ATTACH", EntryKind::index_attach},
    {"MATERIALIZED VIEW", EntryKind::materialized_view},
    {"POLICY", EntryKind::policy},
    {"ROW SECURITY", EntryKind::row_security},
    {"SCHEMA", EntryKind::schema},
    {"SEQUENCE", EntryKind::sequence},
    {"SEQUENCE OWNED BY", EntryKind::sequence_owner},
    {"TABLE", EntryKind::table},
    {"TABLE ATTACH", EntryKind::table_attach},
    {"USER MAPPING", EntryKind::user_mapping},
    {"VIEW", EntryKind::view},
}};

}  // namespace

std::string_view find_kind_words(std::string_view line) {
    std::string_view best = line.substr(0, line.find(' '));
    for (const std::string_view words : long_kinds) {
        if (line.starts_with(words) && line.substr(words.size()).starts_with(' ') &&
            words.size() > best.size()) {
            best = words;
        }
    }
    return best;
}

EntryKind parse_entry_kind(std::string_view words) {
    const auto* const found = std::find_if(entry_kinds.begin(), entry_kinds.end(),
                                           [&](const auto& each) { return each.first == words; });
    return found == entry_kinds.end() ? EntryKind::other : found->second;
}

}  // namespace subset
