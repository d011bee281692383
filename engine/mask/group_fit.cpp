#include "mask/group_fit.hpp"

#include "mask/altered/date_shift.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Finds how the values by which the column references are compared; of an array, its elements.
KeyKind key_kind_of(const Catalog& catalog, ColumnOf of) {
    for (const Reference& reference : catalog.references) {
        if (!reference.elements || !reference.child.has(of.table)) {
            continue;
        }
        const ColumnList columns =
            catalog.columns_in(of.table, reference.child.table, reference.child_columns);
        if (columns[reference.elements->pair] == of.column) {
            return reference.elements->type.key_kind;
        }
    }
    return catalog.table(of.table).columns[of.column].key_kind;
}

}  // namespace

Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                       ColumnOf column) {
    const Table& table = catalog.table(column.table);
    const Column& masked_column = table.columns[column.column];
    Masked masked;
    masked.shape = shape_of(masked_column);
    masked.base_type = masked_column.base_type;
    masked.column = table.qualified_name_of(column.column);
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
        const std::string name = table.qualified_name_of(each.column);
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

std::optional<Fault> find_unmaskable(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                     ColumnOf head, const MaskRule& rule, bool by_preset) {
    const auto name_of = [&](ColumnOf of) {
        return catalog.table(of.table).qualified_name_of(of.column);
    };
    for (const ColumnOf each : members) {
        const Column& column = catalog.table(each.table).columns[each.column];
        if (column.generated) {
            return Fault{fmt::format("{} cannot be masked: {} is a generated column that holds the "
                                     "same values",
                                     name_of(head), name_of(each)),
                         "What a column is computed of cannot be masked as it is.", rule.mask.place,
                         rule.id};
        }
        const bool compares_bytes = key_kind_of(catalog, each) != KeyKind::server ||
                                    shape_of(column).value != ValueClass::text ||
                                    column.base_type.ends_with("citext") ||
                                    column.base_type == "bpchar";
        if (members.size() > 1 && by_preset && !compares_bytes) {
            return Fault{fmt::format("{} cannot mask {}: values that differ are equal under its "
                                     "collation, and references go by that",
                                     rule.mask.value, name_of(each)),
                         "Write the mask as SQL that is the same for equal values, such as "
                         "md5(lower(c.email)).",
                         rule.mask.place, rule.id};
        }
    }
    return std::nullopt;
}

}  // namespace subset
