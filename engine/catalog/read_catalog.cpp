#include "catalog/read_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "catalog/sql.hpp"
#include "catalog/types.hpp"
#include "catalog/written_references.hpp"
#include "pg/quote.hpp"

namespace subset {
namespace {

// Everything about relations that later queries refer to by oid.
struct Lookup {
    std::unordered_map<Oid, TableId> tables;          // of tables that are no partitions
    std::unordered_map<Oid, std::size_t> relations;   // into Catalog::relations
};

void read_schemas(pg::Session& session, const SourceConfig& config, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::schemas})) {
        const bool in_scope = !config.schemas || std::any_of(config.schemas->begin(), config.schemas->end(),
                                                             [&](const Text& name) { return name.value == row.text(0); });
        (in_scope ? catalog.schemas : catalog.other_schemas).push_back(row.text(0));
    }
}

// A partition, before it is known which of its table's leaves are under it.
struct Part {
    QualifiedName name;
    Oid root = 0;
    Oid parent = 0;
    char kind = 'r';
    double rows = -1;
    std::uint64_t bytes = 0;
    bool readable = true;
};

void add_to_table(Table& table, double rows, std::uint64_t bytes, bool readable) {
    if (rows >= 0) {
        table.about_rows = table.about_rows.value_or(0) + static_cast<std::uint64_t>(rows);
    }
    table.about_bytes += bytes;
    table.readable = table.readable && readable;
}

void add_partitions(const std::map<Oid, Part>& parts, Catalog& catalog, Lookup& lookup) {
    // By name: a leaf's number must be the same in every run.
    std::vector<std::pair<Oid, const Part*>> ordered;
    for (const auto& [oid, part] : parts) {
        ordered.emplace_back(oid, &part);
    }
    std::sort(ordered.begin(), ordered.end(),
              [](const auto& left, const auto& right) { return left.second->name < right.second->name; });
    std::unordered_map<Oid, std::vector<std::uint16_t>> leaves_under;
    for (const auto& [oid, part] : ordered) {
        const auto found = lookup.tables.find(part->root);
        if (found == lookup.tables.end() || part->kind == 'p') {
            continue;
        }
        Table& table = catalog.tables[index_of(found->second)];
        const auto leaf = static_cast<std::uint16_t>(table.leaves.size());
        table.leaves.push_back({oid, part->name});
        add_to_table(table, part->rows, part->bytes, part->readable);
        for (Oid above = oid; above != part->root; above = parts.at(above).parent) {
            leaves_under[above].push_back(leaf);
        }
    }
    for (const auto& [oid, part] : ordered) {
        const auto found = lookup.tables.find(part->root);
        if (found != lookup.tables.end()) {
            lookup.relations[oid] = catalog.relations.size();
            catalog.relations.push_back({oid, part->name, found->second, false, leaves_under[oid]});
        }
    }
}

void read_relations(pg::Session& session, Catalog& catalog, Lookup& lookup) {
    std::map<Oid, Part> parts;
    for (const pg::Row& row : session.query(std::string{sql::relations})) {
        const Oid oid = row.oid(0);
        const QualifiedName name{row.text(1), row.text(2)};
        const char kind = row.text(3).front();
        const double rows = row.real(6);
        const auto bytes = static_cast<std::uint64_t>(row.number(7));
        const bool readable = row.boolean(8);
        if (!row.is_null(4)) {
            parts[oid] = {name, row.oid(4), row.oid(5), kind, rows, bytes, readable};
        } else if (kind == 'r' || kind == 'p') {
            Table table;
            table.id = TableId{static_cast<std::uint32_t>(catalog.tables.size())};
            table.oid = oid;
            table.name = name;
            table.kind = kind == 'p' ? TableKind::partitioned : TableKind::plain;
            table.policy_active = row.boolean(9);
            table.in_scope = std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), name.schema);
            if (kind == 'r') {
                table.leaves.push_back({oid, name});
                add_to_table(table, rows, bytes, readable);
            } else {
                table.readable = readable;
            }
            lookup.tables[oid] = table.id;
            lookup.relations[oid] = catalog.relations.size();
            catalog.relations.push_back({oid, name, table.id, true, {}});
            catalog.tables.push_back(std::move(table));
        } else {
            catalog.other_relations.push_back(name);
        }
    }
    add_partitions(parts, catalog, lookup);
}

void read_columns(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    const Types types{session};
    for (const pg::Row& row : session.query(std::string{sql::columns})) {
        const auto found = lookup.tables.find(row.oid(0));
        if (found == lookup.tables.end()) {
            continue;
        }
        Column column{types.describe(row.oid(4), row.boolean(8), row.text(3)), {}, 0, {}, false, false};
        column.name = row.text(1);
        column.number = static_cast<std::int16_t>(row.number(2));
        column.not_null = row.boolean(5);
        column.generated = row.boolean(6);
        column.collation = row.cell(7).value_or("");
        catalog.tables[index_of(found->second)].columns.push_back(std::move(column));
    }
}

void read_indexes(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    for (const pg::Row& row : session.query(std::string{sql::indexes})) {
        const auto found = lookup.tables.find(row.oid(0));
        if (found == lookup.tables.end()) {
            continue;
        }
        Table& table = catalog.tables[index_of(found->second)];
        ColumnList columns;
        std::istringstream numbers{row.cell(3).value_or("")};
        for (int number = 0; numbers >> number && number > 0;) {
            const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                             [&](const Column& each) { return each.number == number; });
            if (column == table.columns.end()) {
                break;  // a system column
            }
            columns.push_back(static_cast<std::uint16_t>(column - table.columns.begin()));
        }
        if (row.boolean(1)) {
            table.primary_key = columns;
        }
        if (row.boolean(2) && columns.size() == static_cast<std::size_t>(row.number(4))) {
            table.unique_keys.push_back(columns);
        }
        if (!columns.empty()) {
            table.indexes.push_back(std::move(columns));
        }
    }
}

std::string operator_sql(const std::string& schema, const std::string& name) {
    return "OPERATOR(" + pg::quote_identifier(schema) + "." + name + ")";
}

bool decidable(const Column& parent, const Column& child, const std::string& operator_schema) {
    if (operator_schema != "pg_catalog" || parent.key_kind != child.key_kind || parent.key_kind == KeyKind::server) {
        return false;
    }
    // varchar and text print alike; a date and a timestamp do not.
    const auto family = [](const Column& column) {
        return column.base_type == "character varying" ? std::string{"text"} : column.base_type;
    };
    return parent.key_kind != KeyKind::text || family(parent) == family(child);
}

// What makes two references one: both relations and all pairs of columns, in whatever order (design rule 5).
using Likeness = std::tuple<Oid, Oid, std::set<std::tuple<std::uint16_t, std::string, std::uint16_t>>, std::string>;

Likeness likeness_of(const Reference& reference) {
    std::set<std::tuple<std::uint16_t, std::string, std::uint16_t>> pairs;
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        const bool column = reference.child_columns[pair] != no_column;
        pairs.emplace(reference.child_columns[pair], column ? "" : reference.expressions[pair].sql,
                      reference.parent_columns[pair]);
    }
    return {reference.child.oid, reference.parent.oid, std::move(pairs), reference.when};
}

// Keeps the first of equal ones by name; one that is validated makes them so.
void merge_equal_references(Catalog& catalog) {
    std::map<Likeness, std::size_t> seen;
    std::vector<Reference> kept;
    for (Reference& reference : catalog.references) {
        const auto [found, is_new] = seen.try_emplace(likeness_of(reference), kept.size());
        if (is_new) {
            reference.id = ReferenceId{static_cast<std::uint32_t>(kept.size())};
            kept.push_back(std::move(reference));
        } else {
            kept[found->second].validated = kept[found->second].validated || reference.validated;
            kept[found->second].equal_names.push_back(reference.name);
            kept[found->second].declared = kept[found->second].declared || reference.declared;
        }
    }
    catalog.references = std::move(kept);
}

void read_references(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    std::optional<Oid> current;
    for (const pg::Row& row : session.query(std::string{sql::references})) {
        const auto child = lookup.relations.find(row.oid(2));
        const auto parent = lookup.relations.find(row.oid(3));
        if (child == lookup.relations.end() || parent == lookup.relations.end()) {
            continue;  // an extension's own table
        }
        if (current != row.oid(0)) {
            current = row.oid(0);
            Reference reference;
            reference.id = ReferenceId{static_cast<std::uint32_t>(catalog.references.size())};
            reference.name = row.text(1);
            reference.child = catalog.relations[child->second];
            reference.parent = catalog.relations[parent->second];
            reference.validated = row.boolean(4);
            catalog.references.push_back(std::move(reference));
        }
        Reference& reference = catalog.references.back();
        // By name: a partition attached with another column order numbers them otherwise.
        const std::uint16_t child_column = catalog.table(reference.child.table).column_named(row.text(7)).value();
        const std::uint16_t parent_column = catalog.table(reference.parent.table).column_named(row.text(8)).value();
        const Column& child_of = catalog.table(reference.child.table).columns[child_column];
        const Column& parent_of = catalog.table(reference.parent.table).columns[parent_column];
        KeyOperator comparison;
        comparison.parent_child = operator_sql(row.text(9), row.text(10));
        comparison.child_parent =
            row.is_null(12) ? comparison.parent_child : operator_sql(row.text(11), row.text(12));
        comparison.parent_type = row.cell(13).value_or(parent_of.base_type);
        comparison.child_type = row.cell(14).value_or(child_of.base_type);
        comparison.decidable_here = decidable(parent_of, child_of, row.text(9));
        reference.child_columns.push_back(child_column);
        reference.parent_columns.push_back(parent_column);
        reference.operators.push_back(std::move(comparison));
    }
}

void read_sequences(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    std::string values;
    for (const pg::Row& row : session.query(std::string{sql::sequences})) {
        Sequence sequence;
        sequence.oid = row.oid(0);
        sequence.name = {row.text(1), row.text(2)};
        if (!std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), sequence.name.schema)) {
            continue;
        }
        if (!row.is_null(3)) {
            if (const auto owner = lookup.tables.find(row.oid(3)); owner != lookup.tables.end()) {
                sequence.owner = owner->second;
                sequence.owner_column = row.text(4);
            }
        }
        sequence.readable = row.boolean(5);
        if (sequence.readable) {
            values += fmt::format("{}SELECT {}, last_value, is_called FROM {}", values.empty() ? "" : " UNION ALL ",
                                  catalog.sequences.size(), pg::quote_name(sequence.name));
        }
        catalog.sequences.push_back(std::move(sequence));
    }
    if (values.empty()) {
        return;
    }
    for (const pg::Row& row : session.query(values)) {
        Sequence& sequence = catalog.sequences[static_cast<std::size_t>(row.number(0))];
        sequence.last_value = row.number(1);
        sequence.is_called = row.boolean(2);
    }
}

void read_materialized_views(pg::Session& session, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::materialized_views})) {
        if (std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), row.text(1))) {
            catalog.materialized_views.push_back({row.oid(0), {row.text(1), row.text(2)}, row.boolean(3)});
        }
    }
}

}  // namespace

Catalog read_catalog(pg::Session& session, pg::CopyChannel& reader, const Config& config) {
    Catalog catalog;
    const pg::Rows server = session.query(std::string{sql::server});
    catalog.database = server.at(0).text(0);
    catalog.server_version = server.at(0).text(1).substr(0, server.at(0).text(1).find(' '));
    catalog.server_version_num = static_cast<int>(server.at(0).number(2));
    Lookup lookup;
    read_schemas(session, config.source, catalog);
    read_relations(session, catalog, lookup);
    read_columns(session, catalog, lookup);
    read_indexes(session, catalog, lookup);
    read_references(session, catalog, lookup);
    add_written_references(catalog, config, session, reader);
    merge_equal_references(catalog);
    read_sequences(session, catalog, lookup);
    read_materialized_views(session, catalog);
    return catalog;
}

}  // namespace subset
