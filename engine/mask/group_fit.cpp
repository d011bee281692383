#include "mask/group_fit.hpp"

#include "mask/altered/date_shift.hpp"

#include <fmt/format.h>

namespace subset {
Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                       ColumnOf column) {
    const Table& table = catalog.table(column.table);
    const Column& masked_column = table.columns[column.column];
    Masked masked;
    masked.shape = shape_of(masked_column);
    masked.base_type = masked_column.base_type;
    masked.column = table.name.text() + "." + masked_column.name;
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
    set_date_shift(catalog, members, column, masked);
    return masked;
}

std::optional<std::string> find_misfit(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                       const PresetCall& call, const PresetForms& forms) {
    for (const ColumnOf each : members) {
        const Table& table = catalog.table(each.table);
        const std::string name = table.name.text() + "." + table.columns[each.column].name;
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
