#include "catalog/read_keys.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

namespace subset {
namespace {

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

// Finds columns by their numbers, up to the first that is an expression or a system column.
ColumnList find_columns(const Table& table, const std::string& numbers) {
    ColumnList columns;
    std::istringstream stream{numbers};
    for (int number = 0; stream >> number && number > 0;) {
        const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                         [&](const Column& each) { return each.number == number; });
        if (column == table.columns.end()) {
            break;
        }
        columns.push_back(static_cast<std::uint16_t>(column - table.columns.begin()));
    }
    return columns;
}

}  // namespace

std::uint16_t column_of_answer(const Table& table, const std::string& column) {
    const auto place = table.column_named(column);
    if (!place) {
        pg::fail_answer("a column of " + table.name.text() + " that the table has not");
    }
    return *place;
}

void read_indexes(pg::Session& session, Catalog& catalog, const Lookup& lookup) {
    for (const pg::Row& row : session.query(std::string{sql::indexes})) {
        const auto found = lookup.tables.find(row.oid(0));
        if (found == lookup.tables.end()) {
            continue;
        }
        Table& table = catalog.tables[found->second];
        ColumnList columns = find_columns(table, row.cell(3).value_or(""));
        for (const std::uint16_t column : find_columns(table, row.cell(6).value_or(""))) {
            table.indexed_elements.push_back(column);
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
            column_of_answer(catalog.table(reference.child.table), row.text(7));
        const std::uint16_t parent_column =
            column_of_answer(catalog.table(reference.parent.table), row.text(8));
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

void merge_equal_references(Catalog& catalog) {
    std::map<ReferenceIdentity, ReferenceId> seen;
    IdVector<ReferenceId, Reference> kept;
    for (Reference& reference : catalog.references) {
        const ReferenceId next{static_cast<std::uint32_t>(kept.size())};
        const auto [found, is_new] = seen.try_emplace(identity_of(reference), next);
        if (is_new) {
            reference.id = next;
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

}  // namespace subset
