#include "source/table_sizes.hpp"

#include "source/statements/table_sql.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace subset {
namespace {

constexpr std::uint64_t counted_bytes = std::uint64_t{1} << 20;
constexpr std::size_t counts_at_once = 50;

// Before their first ANALYZE tables have no statistics, or those of the time when they were empty.
bool lacks_statistics(const Table& table) {
    return !table.about_rows || (*table.about_rows == 0 && table.about_bytes > 0);
}

void count_small(const Catalog& catalog, const std::vector<TableId>& tables,
                 pg::CopyChannel& reader, IdVector<TableId, TableSize>& sizes) {
    for (std::size_t first = 0; first < tables.size(); first += counts_at_once) {
        std::string sql;
        for (std::size_t each = first; each < tables.size() && each < first + counts_at_once;
             ++each) {
            sql += fmt::format("{}SELECT {}, pg_catalog.count(*) FROM {}",
                               sql.empty() ? "" : " UNION ALL ", index_of(tables[each]),
                               render_own_rows(catalog.table(tables[each])));
        }
        for (const pg::Row& row : reader.query(sql)) {
            sizes[TableId{static_cast<std::uint32_t>(row.place(0, sizes.size()))}].rows =
                static_cast<std::uint64_t>(row.number(1));
        }
    }
}

// "Seq Scan on orders  (cost=0.00..73.00 rows=4000 width=0)": what the planner makes of the size of
// the file.
std::uint64_t parse_plan_rows(const std::string& line) {
    const auto at = line.find(" rows=");
    return at == std::string::npos
               ? 0
               : parse_leading<std::uint64_t>(std::string_view{line}.substr(at + 6)).value_or(0);
}

void estimate_large(const Catalog& catalog, const std::vector<TableId>& tables,
                    pg::CopyChannel& reader, IdVector<TableId, TableSize>& sizes) {
    std::string sql;
    for (const TableId table : tables) {
        sql += fmt::format("EXPLAIN SELECT FROM {};", render_own_rows(catalog.table(table)));
    }
    auto table = tables.begin();
    const auto take = [&](const pg::Rows& rows) {
        if (table != tables.end() && !rows.empty()) {
            sizes[*table++].rows = parse_plan_rows(rows.front().text(0));
        }
    };
    if (!sql.empty()) {
        reader.run_script(sql, take);
    }
}

}  // namespace

IdVector<TableId, TableSize> read_table_sizes(const Catalog& catalog, pg::CopyChannel& reader) {
    IdVector<TableId, TableSize> sizes;
    std::vector<TableId> small;
    std::vector<TableId> large;
    for (const Table& table : catalog.tables) {
        sizes.push_back({table.about_rows.value_or(0), table.about_bytes});
        if (can_be_read(table) && lacks_statistics(table)) {
            (table.about_bytes < counted_bytes ? small : large).push_back(table.id);
        }
    }
    count_small(catalog, small, reader, sizes);
    estimate_large(catalog, large, reader, sizes);
    return sizes;
}

}  // namespace subset
