#include "plan/raw_value.hpp"

#include <fmt/format.h>

#include "pg/quote.hpp"

namespace subset {

std::string render_column(const Column& column) {
    return std::string{row_alias} + "." + pg::quote_identifier(column.name);
}

std::string render_raw(const ValueType& type, const std::string& sql) {
    switch (type.key_kind) {
        case KeyKind::integer:
            return sql + "::pg_catalog.int8";
        case KeyKind::uuid:
            return sql + "::pg_catalog.uuid";
        default:
            return fmt::format("pg_catalog.textin({}({}))", type.output_function, sql);
    }
}

const ValueType& child_type(const Catalog& catalog, const Reference& reference, std::size_t pair) {
    if (!reference.by_columns()) {
        return reference.expressions[pair].type;
    }
    return catalog.table(reference.child.table).columns[reference.child_columns[pair]];
}

std::string render_child_value(const Catalog& catalog, const Reference& reference, std::size_t pair) {
    if (reference.child_columns[pair] == no_column) {
        return "(\n" + reference.expressions[pair].sql + "\n)";
    }
    return render_column(catalog.table(reference.child.table).columns[reference.child_columns[pair]]);
}

}  // namespace subset
