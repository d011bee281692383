// catalog_builder.hpp
//
// Builds a Catalog by hand, as the catalog stage would read it. Each table and each reference is
// given by name, in one line:
//
//     const Catalog shop = CatalogBuilder{}
//                              .table("users", {"id integer", "name text"})
//                              .table("orders", {"id integer", "user_id integer"})
//                              .reference("orders_user", "orders(user_id) -> users(id)")
//                              .build();
#pragma once

#include "catalog/catalog.hpp"
#include "graph/reference_graph.hpp"
#include "support/catalog_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace subset::testing_support {

class CatalogBuilder {
public:
    CatalogBuilder() {
        catalog_.database = "shop";
        catalog_.server_version = "15.8";
        catalog_.server_version_num = 150008;
        catalog_.schemas = {"public"};
    }

    // Where the name has no schema, it is public. The key may be empty.
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
            table.unique_keys.push_back(table.primary_key);
        }
        table.leaves.push_back({table.oid, table.name});
        catalog_.tables.push_back(std::move(table));
        return *this;
    }
    // Makes the last table partitioned. Leaves are numbered in the given order, which must be the
    // order of their names.
    CatalogBuilder& leaves(const std::vector<std::string>& names) {
        Table& table = catalog_.tables.back();
        table.kind = TableKind::partitioned;
        table.leaves.clear();
        for (const std::string& name : names) {
            table.leaves.push_back({next_oid_++, parse_qualified_name(name)});
        }
        return *this;
    }
    CatalogBuilder& row_security(bool hides) {
        catalog_.tables.back().row_security = {true, hides, hides ? "own_rows" : ""};
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
    // `ends` is "child(columns) -> parent(columns)"; either table may be a leaf.
    CatalogBuilder& reference(const std::string& name, const std::string& ends) {
        references_.push_back({name, ends, true});
        return *this;
    }
    CatalogBuilder& not_valid(const std::string& name, const std::string& ends) {
        references_.push_back({name, ends, false});
        return *this;
    }
    // Adds a reference as [[reference]] writes it. Its parents are unique only where the columns
    // hold the primary key.
    CatalogBuilder& written(const std::string& name, const std::string& ends,
                            const std::string& when = "") {
        references_.push_back({name, ends, false, false, when});
        return *this;
    }

    [[nodiscard]] Catalog build() const {
        Catalog built = catalog_;
        std::sort(built.schemas.begin(), built.schemas.end());
        std::sort(built.tables.begin(), built.tables.end(),
                  [](const Table& left, const Table& right) { return left.name < right.name; });
        for (const TableId id : built.tables.ids()) {
            add_relations(built, built.tables[id], id);
        }
        for (const ReferenceText& text : references_) {
            built.references.push_back(make_reference(built, text));
        }
        std::sort(built.references.begin(), built.references.end(),
                  [](const Reference& left, const Reference& right) {
                      return std::pair{left.child.name, left.name} <
                             std::pair{right.child.name, right.name};
                  });
        for (const ReferenceId id : built.references.ids()) {
            built.references[id].id = id;
        }
        return built;
    }

private:
    static void add_relations(Catalog& built, Table& table, TableId id) {
        table.id = id;
        table.in_scope =
            std::binary_search(built.schemas.begin(), built.schemas.end(), table.name.schema);
        built.relations.push_back({table.oid, table.name, id, true, {}, table.row_security});
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

    Catalog catalog_;
    std::vector<ReferenceText> references_;
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

// Makes the one table inherit from the other.
inline void inherit(Catalog& catalog, const std::string& heir, const std::string& ancestor) {
    const TableId child = table_id(catalog, heir);
    const TableId parent = table_id(catalog, ancestor);
    catalog.tables[child].ancestors.push_back(parent);
    catalog.tables[parent].heirs.push_back(child);
}

}  // namespace subset::testing_support
