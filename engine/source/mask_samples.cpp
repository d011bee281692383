#include "source/mask_samples.hpp"

#include "catalog/column_sql.hpp"
#include "mask/value_class.hpp"
#include "pg/quote.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

std::string masked_sql(const TablePlan& plan, const Table& table, std::uint16_t column) {
    const auto& mask = plan.masks[column];
    return mask ? mask->sql : render_column(table.columns[column]);
}

// The mask of a row that differs in the masked column alone.
std::string render_for_another_value(const TablePlan& plan, const Table& table,
                                     std::uint16_t column) {
    std::string columns;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const auto number = static_cast<std::uint16_t>(place);
        const Column& each = table.columns[number];
        std::string sql = render_column(each);
        if (number == column) {
            const ValueShape shape = shape_of(each);
            sql = shape.value == ValueClass::text && !shape.is_array
                      ? fmt::format("({}::pg_catalog.text OPERATOR(pg_catalog.||) 'x')::{}", sql,
                                    each.base_type)
                      : "NULL::" + each.base_type;
        }
        columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ", sql,
                               pg::quote_identifier(each.name));
    }
    return fmt::format("(SELECT {} FROM (SELECT {}) AS {})", plan.masks[column]->sql, columns,
                       row_alias);
}

// The key, and for each masked column the hashes of its raw and of its masked text, and whether the
// latter is made of the former at all.
std::string render_select(const TablePlan& plan, const Table& table, const MaskSample& sample) {
    std::vector<std::string> columns;
    for (const std::uint16_t column : table.primary_key) {
        columns.push_back(fmt::format("({})::pg_catalog.text", masked_sql(plan, table, column)));
    }
    for (const std::uint16_t column : sample.columns) {
        const ColumnMask& mask = *plan.masks[column];
        const std::string raw = render_column(table.columns[column]) + "::pg_catalog.text";
        const std::string masked = fmt::format("({})::pg_catalog.text", mask.sql);
        columns.push_back(render_salted_hash(sample.salt, fmt::format("nullif({}, '')", raw)));
        columns.push_back(render_salted_hash(sample.salt, masked));
        // A mask with a preset is made by the key, so that a value which stays was kept by the SQL
        // around it; so is one that mask_when leaves.
        columns.push_back(!mask.own_sql || mask.keyed
                              ? "false"
                              : fmt::format("{} IS DISTINCT FROM ({})::pg_catalog.text{}", masked,
                                            render_for_another_value(plan, table, column),
                                            mask.when ? " AND NOT " + mask.leaves : ""));
    }
    return fmt::format("SELECT {}", fmt::join(columns, ", "));
}

constexpr std::size_t fields_of_column = 3;

// `unchanged`, by column: values that the mask gives back as they are.
void take(const pg::Row& row, std::size_t keys, MaskSample& sample,
          std::vector<std::size_t>& unchanged) {
    MaskSample::Row& taken = sample.rows.emplace_back();
    for (std::size_t key = 0; key < keys; ++key) {
        taken.key.push_back(row.cell(key).value_or(""));
    }
    for (std::size_t index = 0; index < sample.columns.size(); ++index) {
        const std::size_t field = keys + fields_of_column * index;
        const pg::Cell& raw = row.cell(field);
        const bool same = raw == row.cell(field + 1);
        taken.hashes.push_back(same ? std::nullopt : raw);
        unchanged[index] += same && raw && row.boolean(field + 2) ? 1 : 0;
    }
}

// A preset's values have a form of their own, and where one stays as it is, it was of no use (a
// text without letters). SQL of the user's that is not made of the raw value may equal it by
// chance.
void check_changed(const TablePlan& plan, const MaskSample& sample,
                   const std::vector<std::size_t>& unchanged) {
    for (std::size_t index = 0; index < unchanged.size(); ++index) {
        std::size_t values = unchanged[index];  // and those that changed
        for (const MaskSample::Row& row : sample.rows) {
            values += row.hashes[index] ? 1 : 0;
        }
        if (unchanged[index] == 0 || unchanged[index] * 2 < values) {
            continue;
        }
        const ColumnMask& mask = *plan.masks[sample.columns[index]];
        throw Error{ErrorKind::not_whole,
                    fmt::format("the mask of {} leaves values as they are: {} of the {} that were "
                                "looked at",
                                mask.column, unchanged[index], values),
                    "No raw value of a masked column may leave production: mend the SQL, or name "
                    "the column in keep of [mask] instead.",
                    mask.place};
    }
}

}  // namespace

std::string render_salted_hash(const std::string& salt, const std::string& text) {
    return fmt::format(
        "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({} OPERATOR(pg_catalog.||) {}, "
        "'UTF8')), 'hex')",
        pg::quote_literal(salt), text);
}

std::vector<MaskSample> read_mask_samples(const RowPlan& plan,
                                          const IdVector<TableId, RowsToLookAt>& of,
                                          pg::CopyChannel& reader, const std::string& salt) {
    std::vector<MaskSample> samples;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (!each.masked() || !of[each.table].any) {
            continue;
        }
        MaskSample sample{each.table, salt, {}, {}};
        for (std::size_t place = 0; place < each.masks.size(); ++place) {
            const auto column = static_cast<std::uint16_t>(place);
            if (each.masks[column]) {
                sample.columns.push_back(column);
            }
        }
        const std::string select = render_select(each, table, sample);
        std::vector<std::size_t> unchanged(sample.columns.size());
        const auto read = [&](const std::string& from) {
            with_user_place(plan, reader, each.table, [&] {
                for (const pg::Row& row : reader.query(select + from, pg::Protocol::extended)) {
                    take(row, table.primary_key.size(), sample, unchanged);
                }
            });
        };
        if (each.streamable) {
            read(render_some_rows(plan.catalog, each.table, rows_in_mask_sample));
        } else {
            for (std::span<const RowId> left = of[each.table].rows; !left.empty();) {
                const auto ids = left.first(count_of_one_leaf(left));
                read(render_where_id(plan.catalog, each.table, ids));
                left = left.subspan(ids.size());
            }
        }
        check_changed(each, sample, unchanged);
        samples.push_back(std::move(sample));
    }
    return samples;
}

}  // namespace subset
