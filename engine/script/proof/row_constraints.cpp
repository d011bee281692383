#include "script/proof/row_constraints.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace subset {
namespace {

// The arrays as texts: no expression holds the character that separates their elements.
std::string as_lines(const std::string& query) {
    return "SELECT q.relid, q.kind, q.name, pg_catalog.array_to_string(q.expressions, "
           "pg_catalog.chr(1)), "
           "pg_catalog.array_to_string(q.operators, pg_catalog.chr(1)), q.predicate, "
           "q.nulls_equal, "
           "pg_catalog.array_to_string(q.columns, ' '), q.plain FROM (" +
           query + ") AS q";
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::string_view rest = text; !text.empty();) {
        const auto end = rest.find(separator);
        parts.emplace_back(rest.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(end + 1);
    }
    return parts;
}

std::set<std::string> names_of(const Table& table, const std::string& numbers) {
    std::set<std::string> names;
    const std::vector<std::string> wanted = split(numbers, ' ');
    for (const Column& column : table.columns) {
        if (std::find(wanted.begin(), wanted.end(), std::to_string(column.number)) !=
            wanted.end()) {
            names.insert(column.name);
        }
    }
    return names;
}

RowConstraintKind kind_named(const std::string& letter) {
    return letter == "c"   ? RowConstraintKind::check
           : letter == "u" ? RowConstraintKind::unique
                           : RowConstraintKind::exclusion;
}

// Adds the columns that generated ones are made of, and finds those with a mask.
void add_bases(const TablePlan& plan, const Table& table, const RowConstraints& all,
               RowConstraint& constraint) {
    const std::set<std::string> named = constraint.columns;
    for (const std::string& name : named) {
        if (const auto found = all.generated.find(name); found != all.generated.end()) {
            constraint.columns.insert(found->second.columns.begin(), found->second.columns.end());
            constraint.plain = false;
        }
    }
    for (std::size_t number = 0; number < table.columns.size(); ++number) {
        const std::string& name = table.columns[number].name;
        if (plan.masks[number] && constraint.columns.contains(name)) {
            constraint.masked.insert(name);
        }
    }
}

}  // namespace

std::map<TableId, RowConstraints> read_row_constraints(const RowPlan& plan,
                                                       const std::vector<TableId>& tables,
                                                       pg::CopyChannel& reader) {
    std::map<TableId, RowConstraints> all;
    if (tables.empty()) {
        return all;
    }
    std::map<Oid, TableId> by_oid;
    pg::ArrayLiteral oids;
    for (const TableId table : tables) {
        by_oid[plan.catalog.table(table).oid] = table;
        oids.add_integer(plan.catalog.table(table).oid);
    }
    std::string query =
        pg::with_variable(sql::row_constraints, "tables", oids.sql() + "::pg_catalog.oid[]");
    query.erase(query.rfind(';'));
    for (const pg::Row& row : reader.query(as_lines(query))) {
        const TableId id = by_oid.at(row.oid(0));
        const Table& table = plan.catalog.table(id);
        if (row.text(1) == "g") {
            all[id].generated[row.text(2)] = {row.text(3),
                                              names_of(table, row.cell(7).value_or(""))};
            continue;
        }
        RowConstraint constraint;
        constraint.kind = kind_named(row.text(1));
        constraint.name = row.text(2);
        constraint.expressions = split(row.text(3), '\1');
        constraint.operators = split(row.cell(4).value_or(""), '\1');
        constraint.predicate = row.cell(5).value_or("");
        constraint.nulls_equal = row.boolean(6);
        constraint.columns = names_of(table, row.cell(7).value_or(""));
        constraint.plain = row.boolean(8);
        all[id].constraints.push_back(std::move(constraint));
    }
    for (auto& [id, each] : all) {
        for (RowConstraint& constraint : each.constraints) {
            add_bases(plan.table(id), plan.catalog.table(id), each, constraint);
        }
        std::erase_if(each.constraints,
                      [](const RowConstraint& constraint) { return constraint.masked.empty(); });
    }
    return all;
}

}  // namespace subset
