#include "catalog/catalog.hpp"

#include <algorithm>

namespace subset {

std::string Table::qualified_name_of(std::size_t column) const {
    return name.text() + "." + columns[column].name;
}

std::optional<std::uint16_t> Table::column_named(std::string_view wanted) const {
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if (columns[index].name == wanted) {
            return static_cast<std::uint16_t>(index);
        }
    }
    return std::nullopt;
}

std::vector<std::string> Table::names_of(const ColumnList& list) const {
    std::vector<std::string> names;
    names.reserve(list.size());
    for (const std::uint16_t column : list) {
        names.push_back(columns[column].name);
    }
    return names;
}

bool Relation::covers(std::uint16_t leaf) const {
    return whole || std::binary_search(leaves.begin(), leaves.end(), leaf);
}

std::vector<TableId> Relation::tables() const {
    return tree.empty() ? std::vector<TableId>{table} : tree;
}

bool Relation::has(TableId id) const {
    return tree.empty() ? id == table : std::binary_search(tree.begin(), tree.end(), id);
}

Relation Catalog::own_rows(TableId id) const {
    return {table(id).oid, table(id).name, id, true, {}, table(id).row_security};
}

Relation Catalog::tree_of(Relation relation) const {
    const Table& named = table(relation.table);
    if (named.heirs.empty() || !relation.whole) {
        return relation;
    }
    for (const TableId id : named.heirs) {
        if (table(id).in_scope) {
            relation.tree.push_back(id);
        }
    }
    if (named.in_scope || relation.tree.empty()) {
        relation.tree.push_back(named.id);
    }
    std::sort(relation.tree.begin(), relation.tree.end());
    if (relation.tree == std::vector{named.id}) {
        relation.tree.clear();
    }
    return relation;
}

bool Catalog::in_scope(const Relation& relation) const {
    const std::vector<TableId> members = relation.tables();
    return std::any_of(members.begin(), members.end(),
                       [&](TableId id) { return table(id).in_scope; });
}

Reference Catalog::reference_of(ReferenceId id, TableId child) const {
    Reference own = reference(id);
    if (own.child.is_tree()) {
        own.child_columns = columns_in(child, own.child.table, own.child_columns);
        own.child = own_rows(child);
    }
    return own;
}

TableId Catalog::table_with(const Relation& relation, std::uint16_t leaf) const {
    for (const TableId id : relation.tree) {
        if (table(id).first_leaf == leaf) {
            return id;
        }
    }
    return relation.table;
}

ColumnList Catalog::columns_in(TableId id, TableId named, const ColumnList& columns) const {
    if (id == named) {
        return columns;
    }
    ColumnList found;
    for (const std::uint16_t column : columns) {
        found.push_back(column == no_column
                            ? no_column
                            : table(id).column_named(table(named).columns[column].name).value());
    }
    return found;
}

const Relation* Catalog::relation_named(const QualifiedName& wanted) const {
    const auto found =
        std::find_if(relations.begin(), relations.end(),
                     [&](const Relation& relation) { return relation.name == wanted; });
    return found == relations.end() ? nullptr : &*found;
}

const ExtensionRelation* Catalog::extension_relation_named(const QualifiedName& wanted) const {
    const auto found =
        std::find_if(extension_relations.begin(), extension_relations.end(),
                     [&](const ExtensionRelation& relation) { return relation.name == wanted; });
    return found == extension_relations.end() ? nullptr : &*found;
}

bool can_be_read(const Table& table) {
    return (table.in_scope || !table.extension.empty()) && table.readable &&
           !table.row_security.hides && !table.foreign_partition;
}

}  // namespace subset
