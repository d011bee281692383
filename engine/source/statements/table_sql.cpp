#include "source/statements/table_sql.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "source/statements/statement_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// A table with no more than so many times the rows wanted, or with few bytes, is read whole.
constexpr std::size_t most_of_small = 3;
constexpr double bytes_of_small = 96 * 1024;

// Returns which share of the pages has about so many rows; 1 or more: all of them. Without
// statistics a page is taken to hold 80 rows.
double share_of_pages(const Table& table, double rows_wanted) {
    const auto rows = static_cast<double>(table.about_rows.value_or(0));
    const auto bytes = static_cast<double>(table.about_bytes);
    if (bytes <= bytes_of_small || (rows > 0 && rows <= rows_wanted * most_of_small)) {
        return 1;
    }
    constexpr double bytes_of_page = 8192;
    constexpr double rows_of_page = 80;
    return rows > 0 ? rows_wanted / rows : rows_wanted / rows_of_page * bytes_of_page / bytes;
}

}  // namespace

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

std::string render_sampled_rows(const Table& table, std::size_t about) {
    const double share = share_of_pages(table, static_cast<double>(about));
    const bool all = share >= 1 || !table.without_row_ids.empty() || table.foreign_partition;
    return fmt::format(
        " FROM {} AS {}{} LIMIT {}", render_own_rows(table), row_alias,
        all ? "" : fmt::format(" TABLESAMPLE SYSTEM ({:.4f}) REPEATABLE (1)", share * 100),
        about * most_of_small);
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
