#include "preflight/look_at_columns.hpp"

#include "catalog/column_sql.hpp"
#include "mask/value_class.hpp"
#include "pg/quote.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

constexpr std::size_t rows_looked_at = 1'000;
constexpr std::size_t columns_at_once = 50;

constexpr const char* address = R"(^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$)";
// At least seven digits, and nothing but what people put between them.
constexpr const char* phone = R"(^\+?[0-9]([ ()./-]*[0-9]){6,14}$)";
constexpr const char* card = R"(^[0-9]([ -]?[0-9]){12,18}$)";

// The sum of Luhn's check over the digits of v.t, from the last one on: every second one counts
// twice, and of that both digits.
constexpr const char* luhn =
    "(SELECT pg_catalog.sum(CASE WHEN l.o % 2 = 1 THEN l.d::pg_catalog.int4 ELSE "
    "pg_catalog.translate(l.d, '0123456789', '0246813579')::pg_catalog.int4 END) % 10 = 0 FROM "
    "pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.reverse(pg_catalog.regexp_replace(v.t,"
    " "
    "'[^0-9]', '', 'g')), NULL)) WITH ORDINALITY AS l (d, o))";

// One row: the column's position, and what was counted.
std::string render_look(const RowPlan& plan, std::size_t position,
                        const UnclassifiedColumn& column) {
    const Table& table = plan.catalog.table(column.table);
    return fmt::format(
        "SELECT {}, pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE v.t ~ {}), "
        "pg_catalog.count(*) FILTER (WHERE v.t ~ {}), pg_catalog.count(*) FILTER (WHERE CASE WHEN "
        "v.t ~ {} THEN {} END), coalesce(pg_catalog.sum(pg_catalog.length(v.t)), 0) FROM (SELECT "
        "{}::pg_catalog.text COLLATE \"C\"{}) AS v (t) WHERE v.t <> ''",
        position, pg::quote_literal(address), pg::quote_literal(phone), pg::quote_literal(card),
        luhn, render_column(table.columns[column.column]),
        render_some_rows(plan.catalog, column.table, rows_looked_at));
}

}  // namespace

std::vector<ColumnLook> look_at_columns(const RowPlan& plan,
                                        const std::vector<UnclassifiedColumn>& columns,
                                        pg::CopyChannel& reader) {
    std::vector<ColumnLook> looks(columns.size());
    std::string sql;
    std::size_t asked = 0;
    const auto ask = [&] {
        for (const pg::Row& row : sql.empty() ? pg::Rows{} : reader.query(sql)) {
            const auto count = [&](std::size_t column) {
                return static_cast<std::uint64_t>(row.number(column));
            };
            looks[row.place(0, looks.size())] = {count(1), count(2), count(3), count(4), count(5)};
        }
        sql.clear();
        asked = 0;
    };
    for (std::size_t position = 0; position < columns.size(); ++position) {
        const Table& table = plan.catalog.table(columns[position].table);
        if (shape_of(table.columns[columns[position].column]).value != ValueClass::text) {
            continue;
        }
        sql += (sql.empty() ? "" : " UNION ALL ") + render_look(plan, position, columns[position]);
        if (++asked == columns_at_once) {
            ask();
        }
    }
    ask();
    return looks;
}

}  // namespace subset
