#include "source/statements/statement_parts.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Whether SQL of the user's, of a reference or of a mask, is read along with every row of the
// table.
bool reads_user_sql(const RowPlan& plan, TableId table) {
    const auto& references = plan.graph.parents_of[table];
    const auto& masks = plan.table(table).masks;
    return std::any_of(references.begin(), references.end(),
                       [&](ReferenceId id) {
                           const Reference& reference = plan.catalog.reference(id);
                           return reference.rule &&
                                  (!reference.when.empty() || !reference.by_columns());
                       }) ||
           std::any_of(masks.begin(), masks.end(),
                       [](const auto& mask) { return mask && mask->own_sql; });
}

// Whether FROM with the table's name gives the rows of all that inherit from it, no more.
bool is_whole_tree(const Catalog& catalog, const Relation& relation) {
    const Table& named = catalog.table(relation.table);
    return relation.tree.size() == named.heirs.size() + 1 && !named.unread_heirs &&
           named.foreign_heirs.empty();
}

}  // namespace

std::string select_list(const RowPlan& plan, const Relation& relation, const TableOutput* tuple,
                        std::string_view parent_row) {
    if (relation.is_tree()) {
        return fmt::format("SELECT {0}.tableoid, {0}.ctid{1}", row_alias, parent_row);
    }
    const TableId table = relation.table;
    const TablePlan& each = plan.table(table);
    std::string sql = fmt::format(
        "SELECT {}{}.ctid",
        has_partitions(plan.catalog, table) ? std::string{row_alias} + ".tableoid, " : "",
        row_alias);
    for (std::size_t index = 0; index < each.key_values.size(); ++index) {
        const bool beside = tuple == nullptr || tuple->is_beside(index);
        sql += beside ? ", " + each.key_values[index].sql : "";
    }
    sql += parent_row;
    if (tuple != nullptr) {
        for (const OutputColumn& column : tuple->columns) {
            sql += ", " + column.sql;
        }
    }
    return sql;
}

std::string all_columns(const Table& table, const std::string& alias) {
    std::string sql = fmt::format("{0}.tableoid, {0}.ctid", alias);
    for (const Column& column : table.columns) {
        sql += ", " + alias + "." + pg::quote_identifier(column.name);
    }
    return sql;
}

bool sees_the_row(const RowPlan& plan, const Relation& relation) {
    return !relation.is_tree() && reads_user_sql(plan, relation.table);
}

std::string join_rows(const Catalog& catalog, const Relation& relation) {
    return fmt::format("JOIN {0} AS {1} ON {1}.tableoid = r.tableoid AND {1}.ctid = r.ctid",
                       from_sql(catalog, relation), row_alias);
}

std::string from_sql(const Catalog& catalog, const Relation& relation, const std::string& sample) {
    const Table& table = catalog.table(relation.table);
    if (relation.is_tree() && is_whole_tree(catalog, relation)) {
        return pg::quote_name(relation.name);
    }
    if (relation.is_tree()) {
        std::string rows;
        for (const TableId id : relation.tree) {
            rows += fmt::format("{}SELECT {} FROM ONLY {} AS {} {}",
                                rows.empty() ? "" : " UNION ALL ", all_columns(table, row_alias),
                                pg::quote_name(catalog.table(id).name), row_alias, sample);
        }
        return "(" + rows + ")";
    }
    const bool leaf = table.kind == TableKind::plain ||
                      std::any_of(table.leaves.begin(), table.leaves.end(),
                                  [&](const Leaf& each) { return each.oid == relation.oid; });
    return (leaf ? "ONLY " : "") + pg::quote_name(relation.name);
}

std::string child_rows_sql(const Catalog& catalog, const Reference& reference) {
    const std::string rows = fmt::format("{} AS {}", from_sql(catalog, reference.child), row_alias);
    return reference.elements
               ? "(" + rows + render_join_elements(catalog, reference, ElementRows::distinct) + ")"
               : rows;
}

std::string pair_condition(const Catalog& catalog, const ReferencePlan& reference) {
    const Reference& found = catalog.reference(reference.reference);
    const Table& parent = catalog.table(found.parent.table);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += fmt::format("{}{} {} p.{}", pair == 0 ? "" : " AND ",
                           render_compared_value(catalog, found, pair),
                           found.operators[pair].child_parent,
                           pg::quote_identifier(parent.columns[found.parent_columns[pair]].name));
    }
    return sql;
}

bool has_partitions(const Catalog& catalog, TableId table) {
    return catalog.table(table).kind == TableKind::partitioned;
}

}  // namespace subset
