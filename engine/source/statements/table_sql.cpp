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
constexpr std::uint64_t bytes_of_small = std::uint64_t{512} * 1024;
// More rows than so few bytes can hold.
constexpr std::size_t all_of_small = 20'000;
constexpr std::size_t rows_of_page_wanted = 10;

bool is_small(const Table& table, std::size_t rows_wanted) {
    const std::uint64_t rows = table.about_rows.value_or(0);
    return table.about_bytes <= bytes_of_small || (rows > 0 && rows <= rows_wanted * most_of_small);
}

// Renders an array of row ids on pages that are spread over the whole heap, some to each page. How
// many rows a page has is known from the statistics; without them the first ids of a page are
// likelier than others.
std::string render_spread_ids(const Table& table, std::size_t about) {
    constexpr std::uint64_t bytes_of_page = 8192;
    const std::uint64_t pages = table.about_bytes / bytes_of_page + 1;
    const std::uint64_t rows_of_page = (table.about_rows.value_or(0) + pages - 1) / pages;
    const std::uint64_t of_page = rows_of_page == 0
                                      ? rows_of_page_wanted
                                      : std::min<std::uint64_t>(rows_of_page, rows_of_page_wanted);
    const std::string item =
        rows_of_page == 0
            ? "('{1,2,3,5,8,12,18,27,40,60}'::pg_catalog.int4[])[i + 1]"
            : fmt::format("1 + (i * {} / {} + k) % {}", rows_of_page, of_page, rows_of_page);
    return fmt::format(
        "ARRAY(SELECT pg_catalog.format('(%s,%s)', k * h.pages / {0} + k * k * 31 % "
        "greatest(h.pages / {0}, 1), {1})::pg_catalog.tid FROM (SELECT "
        "pg_catalog.pg_relation_size({2}::pg_catalog.regclass) / "
        "pg_catalog.current_setting('block_size')::pg_catalog.int8 AS pages) AS h, "
        "pg_catalog.generate_series(0::pg_catalog.int8, {3}) AS k, pg_catalog.generate_series(0, "
        "{4}) AS i)",
        about / of_page, item, pg::quote_literal(pg::quote_name(table.name)), about / of_page - 1,
        of_page - 1);
}

// Returns which share of the pages has about so many rows. Without statistics a row is taken to
// have 100 bytes.
double share_of_pages(const Table& table, std::size_t rows_wanted) {
    const auto rows = static_cast<double>(table.about_rows.value_or(0));
    const auto wanted = static_cast<double>(rows_wanted);
    constexpr double bytes_of_row = 100;
    return std::min(1.0, rows > 0 ? wanted / rows
                                  : wanted * bytes_of_row / static_cast<double>(table.about_bytes));
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
    const bool small = is_small(table, about);
    std::string sample;
    if (!small && table.without_row_ids.empty() && !table.foreign_partition) {
        sample = table.kind == TableKind::plain
                     ? fmt::format(" WHERE {}.ctid = ANY ({})", row_alias,
                                   render_spread_ids(table, about))
                     : fmt::format(" TABLESAMPLE SYSTEM ({:.4f}) REPEATABLE (1)",
                                   share_of_pages(table, about) * 100);
    }
    return fmt::format(" FROM {} AS {}{} LIMIT {}", render_own_rows(table), row_alias, sample,
                       small ? all_of_small : about * most_of_small);
}

std::string render_tuples_by_id(const RowPlan& plan, TableId table, const TableOutput& output,
                                std::span<const RowId> rows) {
    const std::string row{row_alias};
    const RowSelect select = select_output({row + ".tableoid", row + ".ctid"}, output);
    return select.finish(select.list + render_where_id(plan.catalog, table, rows));
}

std::string render_rows_by_id(const RowPlan& plan, TableId table, std::span<const RowId> rows,
                              const TableOutput* tuple) {
    const RowSelect select = select_rows(plan, plan.catalog.own_rows(table), tuple);
    return select.finish(select.list + render_where_id(plan.catalog, table, rows));
}

std::string render_whole_table(const RowPlan& plan, TableId table, const TableOutput& output,
                               const std::string& condition) {
    const RowSelect select = select_output({}, output);
    const Relation whole = plan.catalog.own_rows(table);
    return select.finish(fmt::format("{} FROM {} AS {}{}", select.list,
                                     from_sql(plan.catalog, whole), row_alias,
                                     condition.empty() ? "" : " WHERE " + condition));
}

std::string render_whole_rows(const RowPlan& plan, TableId table, const TableOutput* tuple) {
    const Relation whole = plan.catalog.own_rows(table);
    const RowSelect select = select_rows(plan, whole, tuple);
    return select.finish(
        fmt::format("{} FROM {} AS {}", select.list, from_sql(plan.catalog, whole), row_alias));
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
