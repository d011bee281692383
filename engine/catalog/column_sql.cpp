#include "catalog/column_sql.hpp"

#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

namespace subset {

std::string render_column(const Column& column) {
    return std::string{row_alias} + "." + pg::quote_identifier(column.name);
}

std::string render_order(const std::optional<Text>& order_by, const Catalog& catalog,
                         const Relation& relation, const std::string& alias) {
    const Table& table = catalog.table(relation.table);
    std::string order = order_by ? "\n" + order_by->value + "\n, " : "";
    const std::string row = alias + ".tableoid, " + alias + ".ctid";
    if (table.primary_key.empty()) {
        return order + row;
    }
    for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
        order += (index == 0 ? "" : ", ") + alias + "." +
                 pg::quote_identifier(table.columns[table.primary_key[index]].name);
    }
    // Each table of a tree has its own primary key, so that two rows of the tree may have equal
    // keys.
    return relation.is_tree() ? order + ", " + row : order;
}

std::string render_text(const ValueType& type, const std::string& sql) {
    const std::string cast = type.output_type.empty() ? "" : "::" + type.output_type;
    return fmt::format("pg_catalog.textin({}({}{}))", type.output_function,
                       cast.empty() ? sql : "(" + sql + ")", cast);
}

std::string render_raw(const ValueType& type, const std::string& sql) {
    switch (type.key_kind) {
        case KeyKind::integer:
            return sql + "::pg_catalog.int8";
        case KeyKind::uuid:
            return sql + "::pg_catalog.uuid";
        default:
            return render_text(type, sql);
    }
}

const ValueType& child_type(const Catalog& catalog, const Reference& reference, std::size_t pair) {
    if (reference.by_elements(pair)) {
        return reference.elements->type;
    }
    if (!reference.by_columns()) {
        return reference.expressions[pair].type;
    }
    return catalog.table(reference.child.table).columns[reference.child_columns[pair]];
}

std::string render_child_value(const Catalog& catalog, const Reference& reference,
                               std::size_t pair) {
    if (reference.child_columns[pair] == no_column) {
        // CASE is needed because the server may compute the operands of AND in any order (manual,
        // "Expression Evaluation Rules").
        const std::string& sql = reference.expressions[pair].sql;
        return reference.when.empty()
                   ? "(\n" + sql + "\n)"
                   : "(CASE WHEN (\n" + reference.when + "\n) THEN (\n" + sql + "\n) END)";
    }
    return render_column(
        catalog.table(reference.child.table).columns[reference.child_columns[pair]]);
}

std::string render_reference_value(const Catalog& catalog, const Reference& reference,
                                   std::size_t pair) {
    return reference.by_elements(pair) ? element_value
                                       : render_child_value(catalog, reference, pair);
}

std::string render_compared_value(const Catalog& catalog, const Reference& reference,
                                  std::size_t pair) {
    return render_with_collation(catalog, reference, pair,
                                 render_reference_value(catalog, reference, pair));
}

std::string render_with_collation(const Catalog& catalog, const Reference& reference,
                                  std::size_t pair, std::string value) {
    constexpr const char* default_collation = "pg_catalog.\"default\"";
    const Column& parent =
        catalog.table(reference.parent.table).columns[reference.parent_columns[pair]];
    const std::uint16_t number = reference.child_columns[pair];
    const Column* const child =
        number == no_column ? nullptr : &catalog.table(reference.child.table).columns[number];
    if (parent.collation.empty() || (child != nullptr && child->collation == parent.collation)) {
        return value;
    }
    // Equality is the same under all deterministic collations, and the default collation gives way
    // to any other, so no COLLATE is needed.
    const bool same =
        child != nullptr && parent.key_kind == KeyKind::text &&
        child_type(catalog, reference, pair).key_kind == KeyKind::text &&
        (parent.collation == default_collation || child->collation == default_collation);
    return same ? value : value + " COLLATE " + parent.collation;
}

std::string render_presence(const Catalog& catalog, const Reference& reference) {
    std::string sql = reference.when.empty() ? "" : "(\n" + reference.when + "\n)";
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "" : " AND ") +
               (reference.by_elements(pair)
                    ? render_has_elements(catalog, reference)
                    : render_child_value(catalog, reference, pair) + " IS NOT NULL");
    }
    if (reference.child.whole) {
        return sql;
    }
    std::vector<Oid> leaves;
    for (const std::uint16_t leaf : reference.child.leaves) {
        leaves.push_back(catalog.table(reference.child.table).leaf(leaf).oid);
    }
    return sql + fmt::format(" AND {}.tableoid = ANY ('{{{}}}'::pg_catalog.oid[])", row_alias,
                             fmt::join(leaves, ","));
}

std::vector<std::string> child_column_names(const Catalog& catalog, const Reference& reference) {
    const Table& child = catalog.table(reference.child.table);
    std::vector<std::string> names;
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        const std::uint16_t column = reference.child_columns[pair];
        names.push_back(column == no_column ? reference.expressions[pair].sql
                                            : child.columns[column].name);
    }
    return names;
}

}  // namespace subset
