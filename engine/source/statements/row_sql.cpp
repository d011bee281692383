#include "source/statements/row_sql.hpp"

#include "catalog/column_sql.hpp"
#include "mask/preset.hpp"
#include "pg/quote.hpp"
#include "plan/key_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Whether SQL of the user's, of a reference or of a mask, is read along with every row of the
// table.
bool reads_user_sql(const RowPlan& plan, TableId table) {
    const auto& references = plan.graph.parents_of[index_of(table)];
    const auto& masks = plan.table(table).masks;
    return std::any_of(references.begin(), references.end(),
                       [&](ReferenceId id) {
                           const Reference& reference = plan.catalog.reference(id);
                           return reference.rule &&
                                  (!reference.when.empty() || !reference.by_columns());
                       }) ||
           std::any_of(masks.begin(), masks.end(),
                       [](const auto& mask) { return mask && !is_preset(mask->text); });
}

// Of the tables of a tree each has columns of its own: which row is where comes first.
std::string select_list(const RowPlan& plan, const Relation& relation, const TableOutput* tuple,
                        std::string_view parent_row = {}) {
    if (relation.is_tree()) {
        return fmt::format("SELECT {0}.tableoid, {0}.ctid{1}", row_alias, parent_row);
    }
    const TableId table = relation.table;
    const TablePlan& each = plan.table(table);
    std::string sql = fmt::format(
        "SELECT {}{}.ctid",
        has_partitions(plan, table) ? std::string{row_alias} + ".tableoid, " : "", row_alias);
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

// SQL of a [[reference]] and of a mask is told that c is the table's row. Of a tree neither is in
// the statement.
bool sees_the_row(const RowPlan& plan, const Relation& relation) {
    return !relation.is_tree() && reads_user_sql(plan, relation.table);
}

// Whether FROM with the table's name gives the rows of all that inherit from it, no more.
bool is_whole_tree(const Catalog& catalog, const Relation& relation) {
    const Table& named = catalog.table(relation.table);
    return relation.tree.size() == named.heirs.size() + 1 && !named.unread_heirs &&
           named.foreign_heirs.empty();
}

// The rows whose ids r has, as rows c of their table.
std::string join_rows(const RowPlan& plan, const Relation& relation) {
    return fmt::format("JOIN {0} AS {1} ON {1}.tableoid = r.tableoid AND {1}.ctid = r.ctid",
                       from_sql(plan, relation), row_alias);
}

}  // namespace

std::string from_sql(const RowPlan& plan, const Relation& relation, const std::string& sample) {
    const Table& table = plan.catalog.table(relation.table);
    if (relation.is_tree() && is_whole_tree(plan.catalog, relation)) {
        return pg::quote_name(relation.name);
    }
    if (relation.is_tree()) {
        std::string rows;
        for (const TableId id : relation.tree) {
            rows += fmt::format("{}SELECT {} FROM ONLY {} AS {} {}",
                                rows.empty() ? "" : " UNION ALL ", all_columns(table, row_alias),
                                pg::quote_name(plan.catalog.table(id).name), row_alias, sample);
        }
        return "(" + rows + ")";
    }
    const bool leaf = table.kind == TableKind::plain ||
                      std::any_of(table.leaves.begin(), table.leaves.end(),
                                  [&](const Leaf& each) { return each.oid == relation.oid; });
    return (leaf ? "ONLY " : "") + pg::quote_name(relation.name);
}

std::string pair_condition(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const Table& parent = plan.catalog.table(found.parent.table);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += fmt::format("{}{} {} p.{}", pair == 0 ? "" : " AND ",
                           render_compared_value(plan.catalog, found, pair),
                           found.operators[pair].child_parent,
                           pg::quote_identifier(parent.columns[found.parent_columns[pair]].name));
    }
    return sql;
}

bool has_partitions(const RowPlan& plan, TableId table) {
    return plan.catalog.table(table).kind == TableKind::partitioned;
}

// The sample is of each table of a tree, and stands there where these are named one by one.
std::string from_root(const RowPlan& plan, const RootPlan& root) {
    const std::string rows = from_sql(plan, root.relation, root.sample);
    return fmt::format("{} AS {} {}", rows, pg::quote_identifier(root.relation.name.name),
                       rows.starts_with("(") ? "" : root.sample);
}

std::string render_root(const RowPlan& plan, const RootPlan& root, const TableOutput* tuple,
                        RootParts parts) {
    const Table& table = plan.catalog.table(root.table);
    const std::string alias = pg::quote_identifier(root.relation.name.name);
    const bool by_id = sees_the_row(plan, root.relation);
    std::string inner = by_id ? fmt::format("SELECT {0}.tableoid, {0}.ctid", alias)
                              : "SELECT " + all_columns(table, alias);
    inner += " FROM " + from_root(plan, root);
    // Each part of the user's begins and ends on lines of its own, so that a comment ends with it.
    if (parts.where && !root.where.empty()) {
        inner += " WHERE (\n" + root.where + "\n)";
    }
    if (parts.order_by && !root.order_by.empty()) {
        inner += " ORDER BY " + root.order_by;
    }
    if (root.limit) {
        inner += fmt::format(" LIMIT {}", *root.limit);
    }
    const std::string select = select_list(plan, root.relation, tuple);
    return by_id
               ? fmt::format("{} FROM ({}) AS r {}", select, inner, join_rows(plan, root.relation))
               : fmt::format("{} FROM ({}) AS {}", select, inner, row_alias);
}

std::string render_root_rows(const RowPlan& plan, const RootPlan& root) {
    return fmt::format("SELECT FROM {}{}", from_root(plan, root),
                       root.where.empty() ? "" : " WHERE (\n" + root.where + "\n)");
}

std::string render_root_keys(const RowPlan& plan, const RootPlan& root) {
    const Table& table = plan.catalog.table(root.table);
    std::string sql;
    for (const std::uint16_t column : table.primary_key) {
        const Column& each = table.columns[column];
        sql += (sql.empty() ? "SELECT " : ", ") +
               render_raw(each, fmt::format("(q.{})::{}", pg::quote_identifier(each.name),
                                            each.base_type));
    }
    return sql + " FROM (\n" + root.query + "\n) AS q";
}

KeyedSql render_parents(const RowPlan& plan, const ParentKey& key, const KeyRange& keys,
                        const TableOutput* tuple) {
    const std::string select =
        fmt::format("{} FROM {} AS {}", select_list(plan, key.relation, tuple),
                    from_sql(plan, key.relation), row_alias);
    return render_keyed(select, key, keys, comparisons_of(plan, key), key.decidable_here);
}

KeyedSql render_referencing(const RowPlan& plan, const ReferencePlan& reference,
                            const KeyRange& keys, const TableOutput* tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const std::string select =
        fmt::format("{} FROM {} AS {}", select_list(plan, found.child, tuple),
                    from_sql(plan, found.child), row_alias);
    const bool decidable = std::all_of(found.operators.begin(), found.operators.end(),
                                       [](const KeyOperator& each) { return each.decidable_here; });
    KeyedSql keyed = render_keyed(select, plan.parent_key(reference.parent_key), keys,
                                  comparisons_of(plan, reference), decidable);
    if (!found.when.empty() && !keyed.sql.empty()) {
        keyed.sql += " AND (\n" + found.when + "\n)";
    }
    return keyed;
}

std::string render_parent_rows(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    return fmt::format("SELECT {} FROM {} AS {}",
                       all_columns(plan.catalog.table(found.parent.table), row_alias),
                       from_sql(plan, found.parent), row_alias);
}

std::string render_ruled_children(const RowPlan& plan, const ReferencePlan& reference,
                                  const std::string& parents, const TableOutput* tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string pairs = pair_condition(plan, reference);
    for (const std::string* const condition : {&found.when, &reference.where}) {
        pairs += condition->empty() ? "" : " AND (\n" + *condition + "\n)";
    }
    const std::string child = fmt::format("{} AS {}", from_sql(plan, found.child), row_alias);
    const auto select = [&](std::string_view parent_row) {
        return select_list(plan, found.child, tuple, parent_row);
    };
    if (!reference.limit) {
        return fmt::format("{} FROM ({}) AS p JOIN {} ON {}", select(", p.tableoid, p.ctid"),
                           parents, child, pairs);
    }
    // As in render_root(): where c must be the table's row, the ranked rows are ids.
    const bool by_id = sees_the_row(plan, found.child);
    const std::string ranked = by_id
                                   ? fmt::format("{0}.tableoid, {0}.ctid", row_alias)
                                   : all_columns(plan.catalog.table(found.child.table), row_alias);
    const std::string ranked_rows =
        by_id ? "AS r " + join_rows(plan, found.child) : fmt::format("AS {}", row_alias);
    if (reference.child_indexed) {
        return fmt::format(
            "{} FROM ({}) AS p CROSS JOIN LATERAL (SELECT {} FROM {} WHERE {} "
            "ORDER BY {} LIMIT {}) {}",
            select(", p.tableoid, p.ctid"), parents, ranked, child, pairs, reference.order_by,
            *reference.limit, ranked_rows);
    }
    // Without an index one pass over the child for all parents is better than one for each.
    const std::string_view from = by_id ? "r" : row_alias;
    return fmt::format(
        "{} FROM (SELECT {}, p.tableoid AS \"parent: table\", p.ctid AS \"parent: row\", "
        "pg_catalog.row_number() OVER (PARTITION BY p.tableoid, p.ctid ORDER BY {}) AS "
        "\"parent: rank\" FROM ({}) AS p JOIN {} ON {}) {} WHERE {}.\"parent: rank\" <= {}",
        select(fmt::format(", {0}.\"parent: table\", {0}.\"parent: row\"", from)), ranked,
        reference.order_by, parents, child, pairs, ranked_rows, from, *reference.limit);
}

KeyedSql render_children(const RowPlan& plan, const ReferencePlan& reference, const KeyRange& keys,
                         const TableOutput* tuple) {
    if (!reference.has_rule()) {
        return render_referencing(plan, reference, keys, tuple);
    }
    const ParentKey& key = plan.parent_key(reference.parent_key);
    const KeyedSql parents =
        render_keyed(render_parent_rows(plan, reference), key, keys,
                     comparisons_of_parents(plan, reference), key.decidable_here);
    if (parents.sql.empty()) {
        return {};
    }
    return {render_ruled_children(plan, reference, parents.sql, tuple), parents.exact};
}

std::string render_mask(const RowPlan& plan, TableId table, const std::string& mask) {
    const Relation whole = plan.catalog.own_rows(table);
    // In a condition, because there nothing gives several rows or none.
    return fmt::format("SELECT FROM {} AS {} WHERE ({}) IS NULL", from_sql(plan, whole), row_alias,
                       mask);
}

std::string render_when(const RowPlan& plan, const Reference& reference) {
    return fmt::format("SELECT FROM {} AS {} WHERE (\n{}\n)", from_sql(plan, reference.child),
                       row_alias, reference.when);
}

std::string render_whole_keys(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "SELECT DISTINCT " : ", ") +
               render_raw(child_type(plan.catalog, found, pair),
                          render_child_value(plan.catalog, found, pair));
    }
    Relation streamed = found.child;
    std::erase_if(streamed.tree, [&](TableId id) { return !plan.table(id).streamable; });
    sql += fmt::format(" FROM {} AS {} WHERE {}", from_sql(plan, streamed), row_alias,
                       render_presence(plan.catalog, found));
    // Of a parent that streams every row comes anyway: only what dangles is of interest.
    if (plan.streams(found.parent)) {
        sql += fmt::format(" AND NOT EXISTS (SELECT FROM {} AS p WHERE {})",
                           from_sql(plan, found.parent), pair_condition(plan, reference));
    }
    return sql;
}

Matches render_matches(const RowPlan& plan, const ParentKey& key, const KeyRange& keys) {
    const std::vector<Comparison> comparisons = comparisons_of(plan, key);
    const FittingKeys fitting{key, keys, comparisons};
    const std::string table = keys_sql(comparisons, fitting);
    Matches matches;
    if (!table.empty()) {
        fitting.visit([&](std::size_t position, const std::vector<std::string>&) {
            matches.positions.push_back(position);
        });
        matches.sql = fmt::format(
            "SELECT {0}.tableoid, {0}.ctid, k.n - 1 FROM (SELECT pg_catalog.row_number() OVER () "
            "AS n, k.* FROM {1}) AS k "
            "JOIN {2} AS {0} ON {3}",
            row_alias, table, from_sql(plan, key.relation), join_condition(comparisons));
    }
    return matches;
}

std::string render_counts(const RowPlan& plan, TableId table,
                          std::span<const ReferenceId> references) {
    std::string sql = "SELECT pg_catalog.count(*)";
    for (const ReferenceId id : references) {
        const Reference& reference = plan.catalog.reference(id);
        const std::string condition = render_presence(plan.catalog, reference);
        sql += fmt::format(", pg_catalog.count(*) FILTER (WHERE {})", condition);
    }
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan, whole), row_alias);
}

std::size_t count_of_one_leaf(std::span<const RowId> ids) {
    constexpr std::size_t most_ids = 50'000;
    const auto first = ids.first(std::min(ids.size(), most_ids));
    const auto end = std::find_if(first.begin(), first.end(),
                                  [&](RowId id) { return leaf_of(id) != leaf_of(first.front()); });
    return static_cast<std::size_t>(end - first.begin());
}

std::string render_where_id(const RowPlan& plan, TableId table, std::span<const RowId> rows) {
    const Leaf& leaf = plan.catalog.table(table).leaf(leaf_of(rows.front()));
    pg::ArrayLiteral array;
    for (const RowId row : rows) {
        const auto value = static_cast<std::uint64_t>(row);
        array.add(fmt::format("({},{})", value >> 16 & 0xffffffffU, value & 0xffffU));
    }
    return fmt::format(" FROM ONLY {} AS {} WHERE {}.ctid = ANY ({}::pg_catalog.tid[])",
                       pg::quote_name(leaf.name), row_alias, row_alias, array.sql());
}

std::string render_own_rows(const Table& table) {
    return (table.kind == TableKind::plain ? "ONLY " : "") + pg::quote_name(table.name);
}

std::string render_some_rows(const RowPlan& plan, TableId table, std::size_t most) {
    return fmt::format(" FROM {} AS {} LIMIT {}", render_own_rows(plan.catalog.table(table)),
                       row_alias, most);
}

std::string render_tuples_by_id(const RowPlan& plan, TableId table, const TableOutput& output,
                                std::span<const RowId> rows) {
    std::string sql = fmt::format("SELECT {0}.tableoid, {0}.ctid", row_alias);
    for (const OutputColumn& column : output.columns) {
        sql += ", " + column.sql;
    }
    return sql + render_where_id(plan, table, rows);
}

std::string render_rows_by_id(const RowPlan& plan, TableId table, std::span<const RowId> rows,
                              const TableOutput* tuple) {
    return select_list(plan, plan.catalog.own_rows(table), tuple) +
           render_where_id(plan, table, rows);
}

std::string render_whole_table(const RowPlan& plan, TableId table, const TableOutput& output) {
    std::string sql = "SELECT";
    for (const OutputColumn& column : output.columns) {
        sql += (sql == "SELECT" ? " " : ", ") + column.sql;
    }
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan, whole), row_alias);
}

std::string render_whole_rows(const RowPlan& plan, TableId table, const TableOutput* tuple) {
    const Relation whole = plan.catalog.own_rows(table);
    return fmt::format("{} FROM {} AS {}", select_list(plan, whole, tuple), from_sql(plan, whole),
                       row_alias);
}

}  // namespace subset
