#include "source/statements/table_sql.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "source/statements/statement_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

std::size_t count_of_one_leaf(std::span<const RowId> ids) {
    constexpr std::size_t most_ids = 50'000;
    const auto first = ids.first(std::min(ids.size(), most_ids));
    const auto end = std::find_if(first.begin(), first.end(),
                                  [&](RowId id) { return leaf_of(id) != leaf_of(first.front()); });
    return static_cast<std::size_t>(end - first.begin());
}

std::string render_where_id(const Catalog& catalog, TableId table, std::span<const RowId> rows) {
    const Leaf& leaf = catalog.table(table).leaf(leaf_of(rows.front()));
    pg::ArrayLiteral array;
    for (const RowId row : rows) {
        const auto value = static_cast<std::uint64_t>(row);
        array.add(fmt::format("({},{})", value >> 16 & 0xffffffffU, value & 0xffffU));
    }
    return fmt::format(" FROM ONLY {} AS {} WHERE {}.ctid = ANY ({}::pg_catalog.tid[])",
                       pg::quote_name(leaf.name), row_alias, row_alias, array.sql());
}

std::string render_own_rows(const Table& table) {
    return (table.kind == TableKind::plain ? "ONLY " : "") + pg::quote_name(table.name);
}

std::string render_some_rows(const Catalog& catalog, TableId table, std::size_t most) {
    return fmt::format(" FROM {} AS {} LIMIT {}", render_own_rows(catalog.table(table)), row_alias,
                       most);
}

std::string render_tuples_by_id(const RowPlan& plan, TableId table, const TableOutput& output,
                                std::span<const RowId> rows) {
    std::string sql = fmt::format("SELECT {0}.tableoid, {0}.ctid", row_alias);
    for (const OutputColumn& column : output.columns) {
        sql += ", " + column.sql;
    }
    return sql + render_where_id(plan.catalog, table, rows);
}

std::string render_rows_by_id(const RowPlan& plan, TableId table, std::span<const RowId> rows,
                              const TableOutput* tuple) {
    return select_list(plan, plan.catalog.own_rows(table), tuple) +
           render_where_id(plan.catalog, table, rows);
}

std::string render_whole_table(const RowPlan& plan, TableId table, const TableOutput& output) {
    std::string sql = "SELECT";
    for (const OutputColumn& column : output.columns) {
        sql += (sql == "SELECT" ? " " : ", ") + column.sql;
    }
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan.catalog, whole), row_alias);
}

std::string render_whole_rows(const RowPlan& plan, TableId table, const TableOutput* tuple) {
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", select_list(plan, whole, tuple),
                       from_sql(plan.catalog, whole), row_alias);
}

std::string render_counts(const RowPlan& plan, TableId table,
                          std::span<const ReferenceId> references) {
    std::string sql = "SELECT pg_catalog.count(*)";
    for (const ReferenceId id : references) {
        const Reference& reference = plan.catalog.reference(id);
        const std::string condition = render_presence(plan.catalog, reference);
        sql += fmt::format(", pg_catalog.count(*) FILTER (WHERE {})", condition);
    }
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan.catalog, whole), row_alias);
}

}  // namespace subset
