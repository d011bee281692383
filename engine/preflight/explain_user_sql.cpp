#include "preflight/explain_user_sql.hpp"

#include "catalog/explain_unknown.hpp"
#include "mask/parse/mask_sql.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"

#include <fmt/format.h>

#include <regex>
#include <string_view>

namespace subset {
namespace {

// Where `name`, which the server takes for a column, stands in double quotes in the SQL, it was
// perhaps meant as a text.
std::string hint_of_missing(std::string_view sql, std::string name, std::string otherwise) {
    std::erase(name, '"');
    if (sql.find('"' + name + '"') == std::string_view::npos) {
        return otherwise;
    }
    if (!otherwise.empty() && otherwise.front() == 'i') {
        otherwise.front() = 'I';  // "its columns are ..."
    }
    return fmt::format(
        "In SQL a text stands in single quotes: {}; what stands in double quotes is "
        "a column's name. {}",
        pg::quote_literal(name), otherwise);
}

// "column "x" does not exist", "column c.x does not exist": the name, or nothing.
std::string name_of_missing(const pg::ServerMessage& said) {
    std::smatch match;
    static const std::regex missing{"^column (?:[pcq]\\.)?(.+) does not exist$"};
    return said.sqlstate == sqlstate::undefined_column &&
                   std::regex_match(said.primary, match, missing)
               ? match[1].str()
               : "";
}

// "[[root]] where"; of rows that the command line names, "--where".
std::string name_of_key(const RootPlan& root, const std::string& key) {
    if (root.rule.title.empty()) {
        return "[[root]] " + key;
    }
    return key == "where" ? "--where" : key == "order_by" ? "--order-by" : key;
}

}  // namespace

Fault explain_root_sql(const Catalog& catalog, const char* key, const RootPlan& root,
                       const Text& text, const pg::ServerMessage& said) {
    std::smatch match;
    static const std::regex missing{"^column (.+) does not exist$"};
    if (said.sqlstate == sqlstate::undefined_column &&
        std::regex_match(said.primary, match, missing)) {
        return Fault{fmt::format("column {} in {} does not exist in {}", match[1].str(),
                                 name_of_key(root, key), root.relation.name.text()),
                     hint_of_missing(text.value, match[1].str(),
                                     render_columns_hint(catalog.table(root.table))),
                     text.place};
    }
    return Fault{fmt::format("{} is not valid SQL for {}: {}", name_of_key(root, key),
                             root.relation.name.text(), said.primary),
                 said.hint.empty()
                     ? fmt::format("It is evaluated in the source, where the row is called {}.",
                                   root.relation.name.name)
                     : said.hint,
                 text.place};
}

Fault explain_root_query(const Table& table, const Text& text, const pg::ServerMessage& said) {
    const std::string key = fmt::format("{}", fmt::join(table.names_of(table.primary_key), ", "));
    // The only names of our own in the statement are those of q, so what is missing there is a
    // key column.
    if (said.sqlstate == sqlstate::undefined_column &&
        said.primary.find("column q.") != std::string::npos) {
        return Fault{fmt::format("[[root]] query does not return the primary key of {}: {}",
                                 table.name.text(), said.primary),
                     fmt::format("It must return the columns {}, by name.", key), text.place};
    }
    return Fault{fmt::format("[[root]] query is not valid SQL: {}", said.primary),
                 hint_of_missing(
                     text.value, name_of_missing(said),
                     fmt::format("It is evaluated in the source and returns the columns {}.", key)),
                 text.place};
}

Fault explain_rule_sql(const Catalog& catalog, const RuleSql& rule, const Reference& reference,
                       const pg::ServerMessage& said) {
    std::smatch match;
    static const std::regex missing{"^column (?:(p|c)\\.)?(.+) does not exist$"};
    if (said.sqlstate == sqlstate::undefined_column &&
        std::regex_match(said.primary, match, missing)) {
        const Relation& in = match[1].str() == "p" ? reference.parent : reference.child;
        return Fault{fmt::format("column {} in {} does not exist in {}", match[2].str(), rule.key,
                                 in.name.text()),
                     hint_of_missing(rule.text.value, match[2].str(),
                                     render_columns_hint(catalog.table(in.table))),
                     rule.text.place};
    }
    return Fault{fmt::format("{} is not valid SQL for {}: {}", rule.key,
                             reference.child.name.text(), said.primary),
                 rule.hint, rule.text.place};
}

Fault explain_mask_sql(const ColumnMask& mask, const pg::ServerMessage& said) {
    const bool missing = said.sqlstate == sqlstate::undefined_column;
    const auto glued = find_glued_preset(mask.text);
    return Fault{
        fmt::format("the mask of {} is not valid SQL: {}", mask.column, said.primary),
        glued     ? fmt::format("Write a space before {}: PostgreSQL takes its @ for a part of the "
                                    "operator in front of it.",
                                *glued)
        : missing ? hint_of_missing(mask.text, name_of_missing(said),
                                    "It sees the row, which is called c; the mask of a column that "
                                    "is part of a reference sees that column alone.")
                  : "It is an expression over the row, which is called c; the name of a mask that "
                    "comes with the program begins with @.",
        mask.place, mask.rule};
}

Fault explain_mask_when(const Table& table, const ColumnMask& mask, const pg::ServerMessage& said) {
    const bool missing = said.sqlstate == sqlstate::undefined_column;
    return Fault{
        fmt::format("mask_when is not valid SQL for the mask of {}: {}", mask.column, said.primary),
        missing ? hint_of_missing(
                      mask.when->value, name_of_missing(said),
                      fmt::format("It sees the row of {}, which is called c; where other columns "
                                  "reference the masked one, it sees that column alone.",
                                  table.name.text()))
                : "It is a condition over the row, which is called c: where it is false, the masks "
                  "leave the row as it is.",
        mask.when->place, mask.rule};
}

}  // namespace subset
