#include "mask/group_fit.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace subset {
namespace {

// Renders the primary key as text. Where there is none, all columns of the row take its place.
std::string render_row_key(const Table& table) {
    std::string columns;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const auto number = static_cast<std::uint16_t>(place);
        const bool part = table.primary_key.empty() ||
                          std::find(table.primary_key.begin(), table.primary_key.end(), number) !=
                              table.primary_key.end();
        if (part) {
            columns += (columns.empty() ? "" : ", ") + render_column(table.columns[number]);
        }
    }
    return fmt::format("ROW({})::pg_catalog.text", columns);
}

}  // namespace

Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                       ColumnOf column) {
    const Table& table = catalog.table(column.table);
    const Column& masked_column = table.columns[column.column];
    Masked masked;
    masked.shape = shape_of(masked_column);
    masked.base_type = masked_column.base_type;
    masked.column = table.name.text() + "." + masked_column.name;
    // Without the names, a column that is kept would tell of another one how its dates moved.
    masked.row_key = pg::quote_literal(masked.column + " ") + " OPERATOR(pg_catalog.||) " +
                     render_row_key(table);
    for (const ColumnOf each : members) {
        const Column& other = catalog.table(each.table).columns[each.column];
        const auto length = shape_of(other).length;
        if (length && (!masked.shape.length || *length < *masked.shape.length)) {
            masked.shape.length = length;
        }
        if (other.unique) {
            masked.unique = true;
            masked.rows =
                std::max(masked.rows, catalog.table(each.table).about_rows);  // nothing is less
        }
        masked.folded = masked.folded || other.base_type.ends_with("citext");
    }
    return masked;
}

std::optional<std::string> find_misfit(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                       const PresetCall& call, const PresetForms& forms) {
    for (const ColumnOf each : members) {
        const Table& table = catalog.table(each.table);
        const std::string name = table.name.text() + "." + table.columns[each.column].name;
        if (call.preset == Preset::date && members.size() > 1) {
            return fmt::format(
                "@date cannot mask {}, which is part of a reference: it shifts the dates of each "
                "row by a time of its own",
                name);
        }
        if (call.preset == Preset::null && table.columns[each.column].not_null) {
            return fmt::format("@null cannot mask {}, which is NOT NULL", name);
        }
        Masked masked = masked_in_group(catalog, members, each);
        masked.forms = &forms;
        if (const auto misfit = find_misfit(call, masked)) {
            return fmt::format("{} cannot be masked: {}", name, *misfit);
        }
    }
    return std::nullopt;
}

}  // namespace subset
