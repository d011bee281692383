// catalog_builder.hpp
//
// A Catalog made by hand, as the catalog stage would read it: tables and references by name, in a
// line each.
//
//     const Catalog shop = CatalogBuilder{}
//                              .table("users", {"id integer", "name text"})
//                              .table("orders", {"id integer", "user_id integer"})
//                              .reference("orders_user", "orders(user_id) -> users(id)")
//                              .build();
#pragma once

#include "subset/catalog.hpp"
#include "subset/reference_graph.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
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

// "name type", then "not null" or "generated" where wanted. Types: smallint, integer, bigint; uuid;
// text and "character varying"; every other is the server's to compare.
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

class CatalogBuilder {
public:
    CatalogBuilder() {
        catalog_.database = "shop";
        catalog_.server_version = "15.8";
        catalog_.server_version_num = 150008;
        catalog_.schemas = {"public"};
    }

    // Without a schema in the name it is public. The key may be empty.
    CatalogBuilder& table(const std::string& name, const std::vector<std::string>& columns,
                          const std::vector<std::string>& key = {"id"}) {
        Table table;
        table.oid = next_oid_++;
        table.name = parse_qualified_name(name);
        for (const std::string& column : columns) {
            table.columns.push_back(
                make_column(column, static_cast<std::int16_t>(table.columns.size() + 1)));
        }
        for (const std::string& column : key) {
            table.primary_key.push_back(table.column_named(column).value());
            table.columns[table.primary_key.back()].not_null = true;
            table.primary_key_operators.emplace_back("OPERATOR(\"pg_catalog\".=)");
        }
        if (!key.empty()) {
            table.indexes.push_back(table.primary_key);
        }
        table.leaves.push_back({table.oid, table.name});
        catalog_.tables.push_back(std::move(table));
        return *this;
    }
    // Makes the last table partitioned. Leaves are numbered in the given order, which must be by
    // name.
    CatalogBuilder& leaves(const std::vector<std::string>& names) {
        Table& table = catalog_.tables.back();
        table.kind = TableKind::partitioned;
        table.leaves.clear();
        for (const std::string& name : names) {
            table.leaves.push_back({next_oid_++, parse_qualified_name(name)});
        }
        return *this;
    }
    CatalogBuilder& policy() {
        catalog_.tables.back().policy_active = true;
        return *this;
    }
    CatalogBuilder& schema(const std::string& name) {
        catalog_.schemas.push_back(name);
        return *this;
    }
    CatalogBuilder& other_schema(const std::string& name) {
        catalog_.other_schemas.push_back(name);
        return *this;
    }
    CatalogBuilder& view(const std::string& name) {
        catalog_.other_relations.push_back(parse_qualified_name(name));
        return *this;
    }
    // "child(columns) -> parent(columns)"; either may be a leaf.
    CatalogBuilder& reference(const std::string& name, const std::string& ends) {
        references_.push_back({name, ends, true});
        return *this;
    }
    CatalogBuilder& not_valid(const std::string& name, const std::string& ends) {
        references_.push_back({name, ends, false});
        return *this;
    }

    [[nodiscard]] Catalog build() const {
        Catalog built = catalog_;
        std::sort(built.schemas.begin(), built.schemas.end());
        std::sort(built.tables.begin(), built.tables.end(),
                  [](const Table& left, const Table& right) { return left.name < right.name; });
        for (std::size_t index = 0; index < built.tables.size(); ++index) {
            add_relations(built, built.tables[index], TableId{static_cast<std::uint32_t>(index)});
        }
        for (const Spec& spec : references_) {
            built.references.push_back(make_reference(built, spec));
        }
        std::sort(built.references.begin(), built.references.end(),
                  [](const Reference& left, const Reference& right) {
                      return std::pair{left.child.name, left.name} <
                             std::pair{right.child.name, right.name};
                  });
        for (std::size_t index = 0; index < built.references.size(); ++index) {
            built.references[index].id = ReferenceId{static_cast<std::uint32_t>(index)};
        }
        return built;
    }

private:
    struct Spec {
        std::string name;
        std::string ends;
        bool validated;
    };

    static void add_relations(Catalog& built, Table& table, TableId id) {
        table.id = id;
        table.in_scope =
            std::binary_search(built.schemas.begin(), built.schemas.end(), table.name.schema);
        built.relations.push_back({table.oid, table.name, id, true, {}});
        if (table.kind == TableKind::partitioned) {
            for (std::size_t leaf = 0; leaf < table.leaves.size(); ++leaf) {
                built.relations.push_back({table.leaves[leaf].oid,
                                           table.leaves[leaf].name,
                                           id,
                                           false,
                                           {static_cast<std::uint16_t>(leaf)}});
            }
        }
    }

    static std::pair<Relation, ColumnList> parse_end(const Catalog& built,
                                                     const std::string& text) {
        const auto open = text.find('(');
        const Relation* const relation =
            built.relation_named(parse_qualified_name(text.substr(0, open)));
        if (relation == nullptr) {
            throw std::logic_error("no table in " + text);
        }
        ColumnList columns;
        for (const std::string& name :
             split_list(text.substr(open + 1, text.rfind(')') - open - 1))) {
            columns.push_back(built.table(relation->table).column_named(name).value());
        }
        return {*relation, columns};
    }

    static Reference make_reference(const Catalog& built, const Spec& spec) {
        const auto arrow = spec.ends.find(" -> ");
        Reference reference;
        reference.name = spec.name;
        std::tie(reference.child, reference.child_columns) =
            parse_end(built, spec.ends.substr(0, arrow));
        std::tie(reference.parent, reference.parent_columns) =
            parse_end(built, spec.ends.substr(arrow + 4));
        reference.validated = spec.validated;
        for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
            const Column& child =
                built.table(reference.child.table).columns[reference.child_columns[pair]];
            const Column& parent =
                built.table(reference.parent.table).columns[reference.parent_columns[pair]];
            const std::string equals = "OPERATOR(\"pg_catalog\".=)";
            reference.operators.push_back(
                {equals, equals, parent.base_type, child.base_type,
                 parent.key_kind == child.key_kind && parent.key_kind != KeyKind::server});
        }
        return reference;
    }

    Catalog catalog_;
    std::vector<Spec> references_;
    Oid next_oid_ = 20'000;
};

inline TableId table_id(const Catalog& catalog, const std::string& name) {
    const Relation* const relation = catalog.relation_named(parse_qualified_name(name));
    if (relation == nullptr) {
        throw std::logic_error("no table " + name);
    }
    return relation->table;
}

inline ReferenceId reference_id(const Catalog& catalog, const std::string& name) {
    for (const Reference& reference : catalog.references) {
        if (reference.name == name) {
            return reference.id;
        }
    }
    throw std::logic_error("no reference " + name);
}

}  // namespace subset::testing_support
