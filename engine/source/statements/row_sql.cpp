#include "source/statements/row_sql.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"
#include "plan/keys/key_values.hpp"
#include "source/statements/statement_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace subset {
namespace {

// The sample is of each table of a tree, and stands there where these are named one by one.
std::string from_root(const RowPlan& plan, const RootPlan& root) {
    const std::string rows = from_sql(plan.catalog, root.relation, root.sample);
    return fmt::format("{} AS {} {}", rows, pg::quote_identifier(root.relation.name.name),
                       rows.starts_with("(") ? "" : root.sample);
}

// Whether the row c has the key of the row p among its elements, as a comparison of arrays. There
// is none where the parent's column has another type than the elements.
std::optional<std::string> render_overlap(const RowPlan& plan, const Reference& found) {
    const std::size_t pair = found.elements->pair;
    const Column& parent =
        plan.catalog.table(found.parent.table).columns[found.parent_columns[pair]];
    const std::string& type = found.elements->type.base_type;
    if (parent.base_type != type) {
        return std::nullopt;
    }
    return fmt::format("{} OPERATOR(pg_catalog.&&) ARRAY[p.{}]::{}[]",
                       render_comparable_array(plan.catalog, found, type),
                       pg::quote_identifier(parent.name), type);
}

// What stands behind the SELECT list for the rows of a root.
std::string select_root(const RowPlan& plan, const RootPlan& root, RootParts parts) {
    std::string inner = " FROM " + from_root(plan, root);
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
    return inner;
}

}  // namespace

std::string render_root(const RowPlan& plan, const RootPlan& root, const TableOutput* tuple,
                        RootParts parts) {
    const Table& table = plan.catalog.table(root.table);
    const std::string alias = pg::quote_identifier(root.relation.name.name);
    const bool by_id = sees_the_row(plan, root.relation);
    const std::string inner = (by_id ? fmt::format("SELECT {0}.tableoid, {0}.ctid", alias)
                                     : "SELECT " + all_columns(table, alias)) +
                              select_root(plan, root, parts);
    const RowSelect select = select_rows(plan, root.relation, tuple);
    return select.finish(by_id ? fmt::format("{} FROM ({}) AS r {}", select.list, inner,
                                             join_rows(plan.catalog, root.relation))
                               : fmt::format("{} FROM ({}) AS {}", select.list, inner, row_alias));
}

std::string render_root_ids(const RowPlan& plan, const RootPlan& root) {
    return fmt::format("SELECT {0}.tableoid, {0}.ctid",
                       pg::quote_identifier(root.relation.name.name)) +
           select_root(plan, root, {});
}

std::string render_root_count(const RowPlan& plan, const RootPlan& root) {
    return "SELECT pg_catalog.count(*), pg_catalog.set_config('cursor_tuple_fraction', '0.01', "
           "true) FROM (SELECT" +
           select_root(plan, root, {.order_by = false}) + ") AS r";
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
    return sql + " FROM (\n" + root.query + "\n) AS q" +
           (root.order_by.empty() ? "" : " ORDER BY " + root.order_by);
}

KeyedSql render_parents(const RowPlan& plan, const ParentKey& key, const KeyRange& keys,
                        const TableOutput* tuple) {
    const RowSelect select = select_rows(plan, key.relation, tuple);
    const std::string rows = fmt::format("{} FROM {} AS {}", select.list,
                                         from_sql(plan.catalog, key.relation), row_alias);
    KeyedSql keyed = render_keyed(rows, key, keys, comparisons_of(plan, key), key.decidable_here);
    keyed.sql = select.finish(std::move(keyed.sql));
    return keyed;
}

KeyedSql render_referencing(const RowPlan& plan, const ReferencePlan& reference,
                            const KeyRange& keys, const TableOutput* tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const RowSelect select = select_rows(plan, found.child, tuple);
    const std::string rows = fmt::format("{} FROM {} AS {}", select.list,
                                         from_sql(plan.catalog, found.child), row_alias);
    const bool decidable = std::all_of(found.operators.begin(), found.operators.end(),
                                       [](const KeyOperator& each) { return each.decidable_here; });
    KeyedSql keyed = render_keyed(rows, plan.parent_key(reference.parent_key), keys,
                                  comparisons_of(plan, reference), decidable);
    if (!found.when.empty() && !keyed.sql.empty()) {
        keyed.sql += " AND (\n" + found.when + "\n)";
    }
    keyed.sql = select.finish(std::move(keyed.sql));
    return keyed;
}

std::string render_parent_rows(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    return fmt::format("SELECT {} FROM {} AS {}",
                       all_columns(plan.catalog.table(found.parent.table), row_alias),
                       from_sql(plan.catalog, found.parent), row_alias);
}

std::string render_ruled_children(const RowPlan& plan, const ReferencePlan& reference,
                                  const std::string& parents, const TableOutput* tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string pairs = pair_condition(plan.catalog, reference);
    for (const std::string* const condition : {&found.when, &reference.where}) {
        pairs += condition->empty() ? "" : " AND (\n" + *condition + "\n)";
    }
    // The index by which elements are found serves this operator alone.
    if (const auto overlap = found.elements && reference.child_indexed ? render_overlap(plan, found)
                                                                       : std::nullopt) {
        pairs += " AND " + *overlap;
    }
    const std::string child = child_rows_sql(plan.catalog, found);
    const RowSelect select = select_rows(plan, found.child, tuple, {"p.tableoid", "p.ctid"});
    if (!reference.limit) {
        return select.finish(
            fmt::format("{} FROM ({}) AS p JOIN {} ON {}", select.list, parents, child, pairs));
    }
    // As in render_root(): where c must be the table's row, the ranked rows are ids.
    const bool by_id = sees_the_row(plan, found.child);
    const std::string ranked = by_id
                                   ? fmt::format("{0}.tableoid, {0}.ctid", row_alias)
                                   : all_columns(plan.catalog.table(found.child.table), row_alias);
    const std::string ranked_rows =
        by_id ? "AS r " + join_rows(plan.catalog, found.child) : fmt::format("AS {}", row_alias);
    if (reference.child_indexed) {
        return select.finish(
            fmt::format("{} FROM ({}) AS p CROSS JOIN LATERAL (SELECT {} FROM {} WHERE {} "
                        "ORDER BY {} LIMIT {}) {}",
                        select.list, parents, ranked, child, pairs, reference.order_by,
                        *reference.limit, ranked_rows));
    }
    // Without an index one pass over the child for all parents is better than one for each.
    const std::string_view from = by_id ? "r" : row_alias;
    const RowSelect of_ranked = select_rows(
        plan, found.child, tuple,
        {fmt::format("{}.\"parent: table\"", from), fmt::format("{}.\"parent: row\"", from)});
    return of_ranked.finish(fmt::format(
        "{} FROM (SELECT {}, p.tableoid AS \"parent: table\", p.ctid AS \"parent: row\", "
        "pg_catalog.row_number() OVER (PARTITION BY p.tableoid, p.ctid ORDER BY {}) AS "
        "\"parent: rank\" FROM ({}) AS p JOIN {} ON {}) {} WHERE {}.\"parent: rank\" <= {}",
        of_ranked.list, ranked, reference.order_by, parents, child, pairs, ranked_rows, from,
        *reference.limit));
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
    return fmt::format("SELECT FROM {} AS {} WHERE ({}) IS NULL", from_sql(plan.catalog, whole),
                       row_alias, mask);
}

std::string render_when(const RowPlan& plan, const Reference& reference) {
    return fmt::format("SELECT FROM {} AS {} WHERE (\n{}\n)",
                       from_sql(plan.catalog, reference.child), row_alias, reference.when);
}

std::string render_whole_keys(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "SELECT DISTINCT " : ", ") +
               render_raw(child_type(plan.catalog, found, pair),
                          render_reference_value(plan.catalog, found, pair));
    }
    Relation streamed = found.child;
    std::erase_if(streamed.tree, [&](TableId id) { return !plan.table(id).streamable; });
    sql += fmt::format(" FROM {} AS {}{} WHERE {}", from_sql(plan.catalog, streamed), row_alias,
                       render_join_elements(plan.catalog, found, ElementRows::all),
                       render_presence(plan.catalog, found));
    if (found.elements) {
        sql += fmt::format(" AND {} IS NOT NULL", element_value);
    }
    // Of a parent that streams every row comes anyway: only what dangles is of interest.
    if (plan.streams(found.parent)) {
        sql += fmt::format(" AND NOT EXISTS (SELECT FROM {} AS p WHERE {})",
                           from_sql(plan.catalog, found.parent),
                           pair_condition(plan.catalog, reference));
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
            row_alias, table, from_sql(plan.catalog, key.relation), join_condition(comparisons));
    }
    return matches;
}

}  // namespace subset
