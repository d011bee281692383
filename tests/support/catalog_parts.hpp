// catalog_parts.hpp
//
// Makes columns and references, each from a line of text. CatalogBuilder puts them together.
#pragma once

#include "catalog/catalog.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace subset::testing_support {

inline std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        parts.emplace_back(part.substr(0, part.find_last_not_of(' ') + 1));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

// The text is "name type", then "not null" or "generated" where wanted. The types are smallint,
// integer, bigint, uuid, text and "character varying"; only the server can compare values of any
// other type.
inline Column make_column(std::string text, std::int16_t number) {
    const auto take = [&text](const std::string& suffix) {
        const bool found = text.ends_with(suffix);
        text.erase(text.size() - (found ? suffix.size() : 0));
        return found;
    };
    Column column;
    column.number = number;
    column.not_null = take(" not null");
    column.generated = take(" generated");
    column.name = text.substr(0, text.find(' '));
    column.type = text.find(' ') == std::string::npos ? "integer" : text.substr(text.find(' ') + 1);
    column.base_type = column.type;
    column.equality = "OPERATOR(pg_catalog.=)";
    column.output_function = "pg_catalog.textout";
    column.base_is_array = column.type.ends_with("[]");
    column.binary_safe = column.type != "regclass";
    column.integer_bytes = column.type == "smallint"  ? 2
                           : column.type == "integer" ? 4
                           : column.type == "bigint"  ? 8
                                                      : 0;
    if (column.integer_bytes != 0) {
        column.key_kind = KeyKind::integer;
    } else if (column.type == "uuid") {
        column.key_kind = KeyKind::uuid;
    } else if (column.type == "text" || column.type == "character varying") {
        column.key_kind = KeyKind::text;
    }
    return column;
}

// This reference is made once all tables are there.
struct ReferenceText {
    std::string name;
    std::string ends;  // "child(columns) -> parent(columns)"
    bool validated = true;
    bool declared = true;
    std::string when = {};  // only a written reference has one
};

// This is one end of a reference. `names` are as they are written; an expression in parentheses is
// no column.
struct ReferenceEnd {
    Relation relation;
    ColumnList columns;
    std::vector<std::string> names;
};

inline ReferenceEnd parse_end(const Catalog& built, const std::string& text) {
    const auto open = text.find('(');
    const Relation* const relation =
        built.relation_named(parse_qualified_name(text.substr(0, open)));
    if (relation == nullptr) {
        throw std::logic_error("no table in " + text);
    }
    ReferenceEnd end{*relation, {}, split_list(text.substr(open + 1, text.rfind(')') - open - 1))};
    for (const std::string& name : end.names) {
        end.columns.push_back(name.starts_with('(')
                                  ? no_column
                                  : built.table(relation->table).column_named(name).value());
    }
    return end;
}

// PostgreSQL guarantees this of a foreign key, and a written reference must find it out.
inline bool is_unique(const Table& parent, const ColumnList& columns) {
    return !parent.primary_key.empty() &&
           std::all_of(
               parent.primary_key.begin(), parent.primary_key.end(), [&](std::uint16_t column) {
                   return std::find(columns.begin(), columns.end(), column) != columns.end();
               });
}

// An expression has the type of the parent's column.
inline Reference make_reference(const Catalog& built, const ReferenceText& text) {
    const auto arrow = text.ends.find(" -> ");
    const ReferenceEnd child = parse_end(built, text.ends.substr(0, arrow));
    const ReferenceEnd parent = parse_end(built, text.ends.substr(arrow + 4));
    const Table& children = built.table(child.relation.table);
    const Table& parents = built.table(parent.relation.table);
    const bool by_columns =
        std::find(child.columns.begin(), child.columns.end(), no_column) == child.columns.end();
    Reference reference;
    reference.name = text.name;
    reference.child = child.relation;
    reference.child_columns = child.columns;
    reference.parent = parent.relation;
    reference.parent_columns = parent.columns;
    reference.validated = text.validated;
    if (text.declared) {
        reference.constraints = {reference.name};
    }
    reference.parent_unique = text.declared || is_unique(parents, parent.columns);
    reference.when = text.when;
    for (std::size_t pair = 0; pair < child.columns.size(); ++pair) {
        const Column& to = parents.columns[parent.columns[pair]];
        const bool expression = child.columns[pair] == no_column;
        ValueType from = expression ? to : children.columns[child.columns[pair]];
        if (from.base_is_array && !to.base_is_array) {
            const std::string type = from.type.substr(0, from.type.size() - 2);
            from = make_column("element " + type, 1);
            reference.elements = ElementsOfPair{pair, from};
        }
        if (!by_columns) {
            reference.expressions.push_back(
                {expression ? child.names[pair] : "c.\"" + child.names[pair] + "\"", from});
        }
        const std::string equals = "OPERATOR(\"pg_catalog\".=)";
        reference.operators.push_back(
            {equals, equals, to.base_type, from.base_type,
             to.key_kind == from.key_kind && to.key_kind != KeyKind::server});
    }
    return reference;
}

}  // namespace subset::testing_support
