#include "catalog/read_catalog.hpp"

#include "catalog/globs/reference_globs.hpp"
#include "catalog/migration_tables.hpp"
#include "catalog/read_keys.hpp"
#include "catalog/read_relations.hpp"
#include "catalog/sql.hpp"
#include "catalog/types.hpp"
#include "catalog/written/written_references.hpp"
#include "config/schema_patterns.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace subset {
namespace {

void read_schemas(pg::Session& session, const ReadScope& scope, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::schemas})) {
        const bool in_scope = !scope.schemas || config::means_schema(*scope.schemas, row.text(0));
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
            catalog.tables[table].without_row_ids = why;
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
        catalog.tables[found->second].columns.push_back(std::move(column));
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

void read_mask_facts(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    for (const pg::Row& row : session.query(std::string{sql::mask_facts})) {
        if (const auto found = lookup.tables.find(row.oid(0)); found != lookup.tables.end()) {
            Table& table = catalog.tables[found->second];
            Column& column = table.columns[column_of_answer(table, row.text(1))];
            column.unique = row.boolean(2);
            column.routes = row.boolean(3);
        }
    }
    for (const pg::Row& row : session.query(std::string{sql::checks})) {
        if (const auto found = lookup.tables.find(row.oid(0)); found != lookup.tables.end()) {
            catalog.tables[found->second].checks.push_back({row.text(1), row.text(2)});
        }
    }
}

void read_joined_columns(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    std::string last;  // table and rule
    for (const pg::Row& row : session.query(std::string{sql::joined_columns})) {
        const auto found = lookup.tables.find(row.oid(0));
        if (found == lookup.tables.end()) {
            continue;
        }
        Table& table = catalog.tables[found->second];
        const std::uint16_t column = column_of_answer(table, row.text(2));
        if (row.text(1) == "partition") {
            table.columns[column].partitions = true;
            continue;
        }
        std::string rule = row.text(0) + " " + row.text(1);
        if (rule != last) {
            table.joined.emplace_back();
            last = std::move(rule);
        }
        table.joined.back().push_back(column);
    }
}

void read_materialized_views(pg::Session& session, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::materialized_views})) {
        if (std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), row.text(1))) {
            catalog.materialized_views.push_back(
                {row.oid(0), {row.text(1), row.text(2)}, row.boolean(3), row.boolean(4)});
        }
    }
}

// Lists the queries that every server is asked, in one round trip.
std::vector<std::string> list_queries(bool mask_facts) {
    std::vector<std::string> queries{
        std::string{sql::server},    std::string{sql::schemas},
        render_relations_query(),    std::string{sql::extension_tables},
        render_types_query(),        std::string{sql::columns},
        std::string{sql::indexes},   std::string{sql::references},
        std::string{sql::sequences}, std::string{sql::materialized_views}};
    if (mask_facts) {
        queries.emplace_back(sql::mask_facts);
        queries.emplace_back(sql::checks);
        queries.emplace_back(sql::joined_columns);
    }
    return queries;
}

}  // namespace

Catalog read_catalog(pg::Session& session, pg::CopyChannel& reader, const ReadScope& scope) {
    Catalog catalog;
    catalog.end = session.string().end();
    session.ask_ahead(list_queries(scope.mask_facts));
    const pg::Rows server = session.query(std::string{sql::server});
    catalog.database = server.at(0).text(0);
    catalog.server_version = server.at(0).text(1).substr(0, server.at(0).text(1).find(' '));
    catalog.server_version_num = static_cast<int>(server.at(0).number(2));
    catalog.comment = server.at(0).text(3);
    catalog.role = server.at(0).text(4);
    read_schemas(session, scope, catalog);
    const Lookup lookup = read_relations(session, scope.tables, catalog);
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
    add_written_references(catalog, write_out_globs(scope, catalog), session, reader);
    merge_equal_references(catalog);
    read_sequences(session, catalog, lookup);
    read_materialized_views(session, catalog);
    if (scope.mask_facts) {
        read_mask_facts(session, catalog, lookup);
        read_joined_columns(session, catalog, lookup);
    }
    return catalog;
}

}  // namespace subset
