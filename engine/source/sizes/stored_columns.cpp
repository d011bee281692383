#include "source/sizes/stored_columns.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace subset {
namespace {

constexpr int header_bytes = 23;
constexpr int header_with_padding = 24;
constexpr std::size_t most_arguments = 90;
constexpr std::size_t rows_measured = 200;
constexpr double long_header = 3;  // more than a short value's, in what an expression returns

int alignment_of(char letter) {
    return letter == 'd' ? 8 : letter == 'i' ? 4 : letter == 's' ? 2 : 1;
}

// The value as it is stored (POSTGRES.md 62).
std::string stored_size(const StoredColumn& column) {
    return fmt::format("pg_catalog.pg_column_size({}.{})", row_alias,
                       pg::quote_identifier(column.name));
}

bool has_raw_size(const StoredColumn& column) { return column.readable && column.varies(); }

// What the values of a mask take, by the raw values' sizes where that says something. From `first`
// on the row has the mean, the slope, and the raw values' mean.
std::string render_masked_size(const StoredColumn& column, const pg::Row& row, std::size_t first) {
    const auto real = [&](std::size_t field) {
        return row.is_null(first + field) ? 0.0 : row.real(first + field);
    };
    const double mean = std::max(0.0, real(0) - (column.varies() ? long_header : 0));
    const double slope = has_raw_size(column) ? std::max(0.0, real(1)) : 0.0;
    const std::string size =
        slope == 0 ? fmt::format("{}", std::llround(mean))
                   : fmt::format("greatest(1, pg_catalog.round({:.3f} + {:.5f} * {}))",
                                 mean - slope * real(2), slope, stored_size(column));
    return column.readable && !column.not_null
               ? fmt::format("CASE WHEN {}.{} IS NULL THEN 0 ELSE {} END", row_alias,
                             pg::quote_identifier(column.name), size)
               : size;
}

// Where the next value may begin: at `offset` or a multiple of `granule` behind it.
struct Cursor {
    int offset = 0;
    int granule = 8;

    // What lies before a value that is so aligned, on average over where it may begin.
    [[nodiscard]] double padding(int alignment) const {
        int lacking = 0;
        int places = 0;
        for (int at = offset; at < std::max(alignment, granule); at += granule) {
            lacking += (alignment - at % alignment) % alignment;
            ++places;
        }
        return static_cast<double>(lacking) / places;
    }
    void align(int alignment) {
        offset = alignment > granule ? 0 : (offset + alignment - 1) / alignment * alignment;
        granule = std::max(granule, alignment);
        offset %= granule;
    }
    // Behind a value that may be NULL, nobody knows whether its bytes are there.
    void pass(int length, bool always) {
        if (always) {
            offset = (offset + length) % granule;
            return;
        }
        granule = std::gcd(granule, length);
        granule = offset % granule == 0 ? granule : 1;
        offset = 0;
    }
};

// What aligns values between one another, on average.
double count_padding(const StoredColumns& columns) {
    constexpr double most_short = 126;
    double padding = 0;
    Cursor cursor;
    for (const auto& [number, column] : columns) {
        if (!column.varies() || column.width > most_short) {
            padding += cursor.padding(column.alignment) * (1 - column.null_part);
            if (column.null_part == 0) {
                cursor.align(column.alignment);
            }
        }
        cursor.pass(column.varies() ? 1 : column.length, !column.varies() && column.null_part == 0);
    }
    return padding;
}

// The bitmap of NULLs stands between the header and the values, and moves these by whole eights.
int bitmap_bytes(const StoredColumns& columns) {
    const int with = header_bytes + (static_cast<int>(columns.size()) + 7) / 8;
    return (with + 7) / 8 * 8 - header_with_padding;
}

}  // namespace

IdVector<TableId, StoredColumns> read_stored_columns(const Catalog& catalog,
                                                     pg::CopyChannel& reader) {
    IdVector<TableId, StoredColumns> stored(catalog.tables.size());
    std::map<Oid, TableId> by_oid;
    std::map<std::pair<std::string, std::string>, TableId> by_name;
    std::set<std::string> schemas;
    std::string oids;
    for (const Table& table : catalog.tables) {
        if (table.in_scope) {
            by_oid.emplace(table.oid, table.id);
            by_name.emplace(std::pair{table.name.schema, table.name.name}, table.id);
            schemas.insert(table.name.schema);
            oids += fmt::format("{}{}", oids.empty() ? "" : ",", table.oid);
        }
    }
    for (const pg::Row& row : reader.query(fmt::format(
             "SELECT attrelid, attnum, attname, attlen, attalign, attnotnull, "
             "pg_catalog.has_column_privilege(attrelid, attnum, 'SELECT') FROM "
             "pg_catalog.pg_attribute WHERE attrelid = ANY ('{{{}}}'::pg_catalog.oid[]) AND attnum "
             "> 0 AND NOT attisdropped AND attgenerated <> 'v' ORDER BY attrelid, attnum",
             oids))) {
        const auto found = by_oid.find(row.oid(0));
        if (found != by_oid.end()) {
            stored[found->second][static_cast<std::int16_t>(row.number(1))] = {
                .name = row.text(2),
                .length = static_cast<int>(row.number(3)),
                .alignment = alignment_of(row.letter(4)),
                .not_null = row.boolean(5),
                .readable = row.boolean(6)};
        }
    }
    for (const pg::Row& row : reader.query(fmt::format(
             "SELECT schemaname, tablename, attname, avg_width, null_frac, n_distinct FROM "
             "pg_catalog.pg_stats WHERE schemaname = ANY ({}) ORDER BY inherited",
             pg::render_text_array(std::vector<std::string>{schemas.begin(), schemas.end()})))) {
        const auto found = by_name.find({row.text(0), row.text(1)});
        if (found == by_name.end()) {
            continue;
        }
        for (auto& [number, column] : stored[found->second]) {
            if (column.name == row.text(2)) {
                column.width = row.real(3);
                column.null_part = row.real(4);
                column.distinct = row.real(5);
                column.analysed = true;
            }
        }
    }
    return stored;
}

MaskedSizes read_masked_sizes(const Plan& plan, TableId table, const StoredColumns& columns,
                              pg::CopyChannel& reader) {
    const Table& found = plan.catalog.table(table);
    std::string sizes;
    std::string means;
    std::vector<const StoredColumn*> measured;
    for (std::size_t index = 0; index < found.columns.size(); ++index) {
        const auto column = columns.find(found.columns[index].number);
        if (column == columns.end() ||
            !plan.table(table).masks_column(static_cast<std::uint16_t>(index))) {
            continue;
        }
        const std::size_t at = measured.size();
        sizes += fmt::format("{}pg_catalog.pg_column_size(({})::{}) AS m{}, {} AS r{}",
                             at == 0 ? "" : ", ", plan.table(table).masks[index]->sql,
                             found.columns[index].type, at,
                             has_raw_size(column->second) ? stored_size(column->second) : "0", at);
        means += fmt::format(
            "{}pg_catalog.avg(m{at}), pg_catalog.regr_slope(m{at}, r{at}), "
            "pg_catalog.avg(r{at})",
            at == 0 ? "" : ", ", fmt::arg("at", at));
        measured.push_back(&column->second);
    }
    MaskedSizes masked;
    if (measured.empty()) {
        return masked;
    }
    pg::Rows rows;
    with_user_place(plan, reader, table, [&] {
        rows = reader.query(fmt::format("SELECT {} FROM (SELECT {}{}) AS s", means, sizes,
                                        render_sampled_rows(found, rows_measured)),
                            pg::Protocol::extended);
    });
    for (std::size_t index = 0; index < measured.size(); ++index) {
        masked[measured[index]->name] = render_masked_size(*measured[index], rows.at(0), 3 * index);
    }
    return masked;
}

RowSizeSql render_row_size(const StoredColumns& columns, const MaskedSizes& masked) {
    double fixed = header_with_padding + count_padding(columns);
    RowSizeSql sql;
    std::string largest;
    std::string nullable;
    std::size_t nullable_count = 0;
    for (const auto& [number, column] : columns) {
        const auto mask = masked.find(column.name);
        const std::string size = mask != masked.end() ? mask->second
                                 : column.readable    ? stored_size(column)
                                                      : "0";
        if (!column.varies() && column.not_null) {
            fixed += column.length;
        } else {
            sql.size += fmt::format(" + coalesce({}, 0)", size);
        }
        if (column.varies()) {
            largest += ", " + size;
        }
        if (!column.not_null && column.readable) {
            nullable += fmt::format("{}{}.{}", nullable.empty() ? "" : ", ", row_alias,
                                    pg::quote_identifier(column.name));
            ++nullable_count;
        }
    }
    const int bitmap = bitmap_bytes(columns);
    if (bitmap > 0 && nullable_count > 0 && nullable_count <= most_arguments) {
        sql.size += fmt::format(" + CASE WHEN pg_catalog.num_nulls({}) > 0 THEN {} ELSE 0 END",
                                nullable, bitmap);
    } else if (nullable_count > 0) {
        fixed += bitmap;
    }
    sql.least = static_cast<std::uint64_t>(fixed) + 18 * columns.size() / 2;
    sql.size = fmt::format("({}{})::pg_catalog.int8", std::llround(fixed), sql.size);
    if (!largest.empty()) {
        sql.largest = fmt::format("greatest(0{})::pg_catalog.int8", largest);
    }
    return sql;
}

double average_row_bytes(const StoredColumns& columns) {
    double bytes = header_with_padding + count_padding(columns);
    bool nulls = false;
    for (const auto& [number, column] : columns) {
        bytes += column.average_bytes();
        nulls = nulls || column.null_part > 0;
    }
    return bytes + (nulls ? bitmap_bytes(columns) : 0);
}

}  // namespace subset
