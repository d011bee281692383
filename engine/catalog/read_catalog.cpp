#include "catalog/read_catalog.hpp"

#include "catalog/migration_tables.hpp"
#include "catalog/read_relations.hpp"
#include "catalog/sql.hpp"
#include "catalog/types.hpp"
#include "catalog/written_references.hpp"
#include "config/schema_patterns.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

namespace subset {
namespace {

void read_schemas(pg::Session& session, const SourceConfig& config, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::schemas})) {
        const bool in_scope = !config.schemas || config::means_schema(*config.schemas, row.text(0));
        (in_scope ? catalog.schemas : catalog.other_schemas).push_back(row.text(0));
        if (in_scope && row.boolean(1)) {
            catalog.filled_schemas.push_back(row.text(0));
        }
    }
}

std::vector<std::string> parse_lines(const std::string& lines) {
    std::istringstream stream{lines};
    std::vector<std::string> parsed;
    for (std::string line; std::getline(stream, line);) {
        parsed.push_back(line);
    }
    return parsed;
}

// Marks the tables whose oids the query returns: their rows have no ids.
void mark_tables(pg::Session& session, std::string_view query, const char* why,
                 const Lookup& lookup, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{query})) {
        const auto found = lookup.relations.find(row.oid(0));
        if (found != lookup.relations.end()) {
            const TableId table = catalog.relations[found->second].table;
            catalog.tables[index_of(table)].without_row_ids = why;
        }
    }
}

void read_columns(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    const Types types{session};
    for (const pg::Row& row : session.query(std::string{sql::columns})) {
        const auto found = lookup.tables.find(row.oid(0));
        if (found == lookup.tables.end()) {
            continue;
        }
        Column column{
            types.describe(row.oid(4), row.boolean(8), row.text(3)), {}, 0, {}, false, false};
        column.name = row.text(1);
        column.number = static_cast<std::int16_t>(row.number(2));
        column.not_null = row.boolean(5);
        column.generated = row.boolean(6);
        column.collation = row.cell(7).value_or("");
        column.checks = parse_lines(row.cell(9).value_or(""));
        catalog.tables[index_of(found->second)].columns.push_back(std::move(column));
    }
}

void find_migration_tables(Catalog& catalog) {
    for (Table& table : catalog.tables) {
        std::vector<std::string> columns;
        for (const Column& column : table.columns) {
            columns.push_back(column.name);
        }
        table.migrations = is_migration_table(table.name.name, columns);
    }
}

std::string operator_sql(const std::string& schema, const std::string& name) {
    return "OPERATOR(" + pg::quote_identifier(schema) + "." + name + ")";
}

// Parses lines that hold a schema and an operator in turn.
std::vector<std::string> parse_operators(const std::string& lines) {
    std::istringstream stream{lines};
    std::vector<std::string> operators;
    std::string schema;
    for (std::string name; std::getline(stream, schema) && std::getline(stream, name);) {
        operators.push_back(operator_sql(schema, name));
    }
    return operators;
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
            const auto column =
                std::find_if(table.columns.begin(), table.columns.end(),
                             [&](const Column& each) { return each.number == number; });
            if (column == table.columns.end()) {
                break;  // a system column
            }
            columns.push_back(static_cast<std::uint16_t>(column - table.columns.begin()));
        }
        if (row.boolean(1)) {
            table.primary_key = columns;
            table.primary_key_operators = parse_operators(row.cell(4).value_or(""));
        }
        if (row.boolean(2) && columns.size() == static_cast<std::size_t>(row.number(5))) {
            table.unique_keys.push_back(columns);
        }
        if (!columns.empty()) {
            table.indexes.push_back(std::move(columns));
        }
    }
}

bool decidable(const Column& parent, const Column& child, const std::string& operator_schema) {
    if (operator_schema != "pg_catalog" || parent.key_kind != child.key_kind ||
        parent.key_kind == KeyKind::server) {
        return false;
    }
    // varchar and text print a value in the same way; a date and a timestamp do not.
    const auto family = [](const Column& column) {
        return column.base_type == "character varying" ? std::string{"text"} : column.base_type;
    };
    return parent.key_kind != KeyKind::text || family(parent) == family(child);
}

// Two references are one where both relations and all pairs of columns are the same, in whatever
// order (DESIGN.md, rule 5).
using ReferenceIdentity =
    std::tuple<Oid, std::vector<TableId>, Oid, std::vector<TableId>,
               std::set<std::tuple<std::uint16_t, std::string, std::uint16_t>>, std::string, bool>;

ReferenceIdentity identity_of(const Reference& reference) {
    std::set<std::tuple<std::uint16_t, std::string, std::uint16_t>> pairs;
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        const bool column = reference.child_columns[pair] != no_column;
        pairs.emplace(reference.child_columns[pair], column ? "" : reference.expressions[pair].sql,
                      reference.parent_columns[pair]);
    }
    return {reference.child.oid, reference.child.tree, reference.parent.oid, reference.parent.tree,
            std::move(pairs),    reference.when,       reference.period};
}

// Of equal references, keeps the first by name. It counts as validated where at least one of them
// is.
void merge_equal_references(Catalog& catalog) {
    std::map<ReferenceIdentity, std::size_t> seen;
    std::vector<Reference> kept;
    for (Reference& reference : catalog.references) {
        const auto [found, is_new] = seen.try_emplace(identity_of(reference), kept.size());
        if (is_new) {
            reference.id = ReferenceId{static_cast<std::uint32_t>(kept.size())};
            kept.push_back(std::move(reference));
        } else {
            kept[found->second].validated = kept[found->second].validated || reference.validated;
            kept[found->second].equal_names.push_back(reference.name);
            kept[found->second].constraints.insert(kept[found->second].constraints.end(),
                                                   reference.constraints.begin(),
                                                   reference.constraints.end());
        }
    }
    catalog.references = std::move(kept);
}

std::uint16_t place_of(const Table& table, const std::string& column) {
    const auto place = table.column_named(column);
    if (!place) {
        pg::fail_answer("a column of " + table.name.text() + " that the table has not");
    }
    return *place;
}

void read_references(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    std::optional<Oid> current;
    for (const pg::Row& row : session.query(std::string{sql::references})) {
        const auto child = lookup.relations.find(row.oid(2));
        const auto parent = lookup.relations.find(row.oid(3));
        if (child == lookup.relations.end() || parent == lookup.relations.end()) {
            continue;  // an extension's own table
        }
        if (!catalog.table(catalog.relations[child->second].table).extension.empty()) {
            continue;
        }
        if (current != row.oid(0)) {
            current = row.oid(0);
            Reference reference;
            reference.id = ReferenceId{static_cast<std::uint32_t>(catalog.references.size())};
            reference.name = row.text(1);
            reference.constraints = {reference.name};
            reference.child = catalog.relations[child->second];
            reference.parent = catalog.relations[parent->second];
            reference.validated = row.boolean(4);
            reference.period = row.boolean(15);
            catalog.references.push_back(std::move(reference));
        }
        Reference& reference = catalog.references.back();
        // Columns are found by name: a partition that was attached with another order of columns
        // numbers them differently.
        const std::uint16_t child_column =
            place_of(catalog.table(reference.child.table), row.text(7));
        const std::uint16_t parent_column =
            place_of(catalog.table(reference.parent.table), row.text(8));
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
        if (!std::binary_search(catalog.schemas.begin(), catalog.schemas.end(),
                                sequence.name.schema)) {
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
            values += fmt::format("{}SELECT {}, last_value, is_called FROM {}",
                                  values.empty() ? "" : " UNION ALL ", catalog.sequences.size(),
                                  pg::quote_name(sequence.name));
        }
        catalog.sequences.push_back(std::move(sequence));
    }
    if (values.empty()) {
        return;
    }
    for (const pg::Row& row : session.query(values)) {
        Sequence& sequence = catalog.sequences[row.place(0, catalog.sequences.size())];
        sequence.last_value = row.number(1);
        sequence.is_called = row.boolean(2);
    }
}

bool speaks_of_masks(const Config& config) {
    return config.mask.propose ||
           std::any_of(config.tables.begin(), config.tables.end(),
                       [](const TableRule& rule) { return !rule.masks.empty(); });
}

void read_mask_facts(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    for (const pg::Row& row : session.query(std::string{sql::mask_facts})) {
        if (const auto found = lookup.tables.find(row.oid(0)); found != lookup.tables.end()) {
            Table& table = catalog.tables[index_of(found->second)];
            Column& column = table.columns[place_of(table, row.text(1))];
            column.unique = row.boolean(2);
            column.routes = row.boolean(3);
        }
    }
    for (const pg::Row& row : session.query(std::string{sql::checks})) {
        if (const auto found = lookup.tables.find(row.oid(0)); found != lookup.tables.end()) {
            catalog.tables[index_of(found->second)].checks.push_back({row.text(1), row.text(2)});
        }
    }
}

void read_materialized_views(pg::Session& session, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::materialized_views})) {
        if (std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), row.text(1))) {
            catalog.materialized_views.push_back(
                {row.oid(0), {row.text(1), row.text(2)}, row.boolean(3)});
        }
    }
}

}  // namespace

Catalog read_catalog(pg::Session& session, pg::CopyChannel& reader, const Config& config) {
    Catalog catalog;
    catalog.end = session.string().end();
    const pg::Rows server = session.query(std::string{sql::server});
    catalog.database = server.at(0).text(0);
    catalog.server_version = server.at(0).text(1).substr(0, server.at(0).text(1).find(' '));
    catalog.server_version_num = static_cast<int>(server.at(0).number(2));
    catalog.comment = server.at(0).text(3);
    catalog.role = server.at(0).text(4);
    read_schemas(session, config.source, catalog);
    const Lookup lookup = read_relations(session, config, catalog);
    read_extension_relations(session, catalog);
    if (server.at(0).boolean(5)) {
        mark_tables(session, sql::citus_tables, "is a distributed table of Citus", lookup, catalog);
    }
    if (server.at(0).boolean(6)) {
        mark_tables(session, sql::timescale_tables, "is a hypertable of TimescaleDB", lookup,
                    catalog);
    }
    read_columns(session, catalog, lookup);
    find_migration_tables(catalog);
    read_indexes(session, catalog, lookup);
    read_references(session, catalog, lookup);
    add_written_references(catalog, config, session, reader);
    merge_equal_references(catalog);
    read_sequences(session, catalog, lookup);
    read_materialized_views(session, catalog);
    if (speaks_of_masks(config)) {
        read_mask_facts(session, catalog, lookup);
    }
    return catalog;
}

}  // namespace subset
