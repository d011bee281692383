#include "closure/row_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "closure/key_values.hpp"
#include "pg/quote.hpp"
#include "plan/raw_value.hpp"

namespace subset {
namespace {

std::string select_list(const Plan& plan, TableId table, bool with_tuple, std::string_view parent_row = {}) {
    const TablePlan& each = plan.table(table);
    std::string sql = fmt::format("SELECT {0}.tableoid, {0}.ctid", row_alias);
    for (const KeyValue& value : each.key_values) {
        sql += ", " + value.sql;
    }
    sql += parent_row;
    if (with_tuple) {
        for (const OutputColumn& column : each.output) {
            sql += ", " + column.sql;
        }
    }
    return sql;
}

// A partitioned table or a part of one that is itself partitioned has no rows of its own; any other is read without
// its inheritance children.
std::string from_sql(const Plan& plan, const Relation& relation) {
    const Table& table = plan.catalog.table(relation.table);
    const bool leaf = table.kind == TableKind::plain ||
                      std::any_of(table.leaves.begin(), table.leaves.end(),
                                  [&](const Leaf& each) { return each.oid == relation.oid; });
    return (leaf ? "ONLY " : "") + pg::quote_name(relation.name);
}

// How one value of the row c is filtered by keys.
struct Comparison {
    std::string sql;
    const ValueType* type = nullptr;
    std::string sql_operator;   // the filtered value on the left
    std::string literal_type;
    bool integer = false;       // compared as the value's own integer type
};

std::vector<Comparison> comparisons_of(const Plan& plan, const ParentKey& key) {
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < key.columns.size(); ++pair) {
        const Column& column = plan.catalog.table(key.relation.table).columns[key.columns[pair]];
        comparisons.push_back({render_column(column), &column, key.operators[pair].parent_child,
                               key.literal_types[pair], key.codecs[pair] == KeyKind::integer});
    }
    return comparisons;
}

std::vector<Comparison> comparisons_of(const Plan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const ParentKey& key = plan.parent_key(reference.parent_key);
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        const ValueType& type = child_type(plan.catalog, found, pair);
        const bool integer = key.codecs[pair] == KeyKind::integer;
        // The filtered value's own type: a cross-type comparison is never hashed (postgres-facts 1).
        comparisons.push_back({render_child_value(plan.catalog, found, pair), &type,
                               integer ? "OPERATOR(pg_catalog.=)" : found.operators[pair].child_parent,
                               integer ? type.base_type : found.operators[pair].parent_type, integer});
    }
    return comparisons;
}

// A key that the column's type cannot hold would be an error in the literal, and can match no row.
bool fits(const std::vector<Comparison>& comparisons, const std::vector<std::string>& texts) {
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (!comparisons[index].integer || comparisons[index].type->integer_bytes == 8) {
            continue;
        }
        const std::int64_t value = std::stoll(texts[index]);
        const std::int64_t most = comparisons[index].type->integer_bytes == 4
                                      ? std::numeric_limits<std::int32_t>::max()
                                      : std::numeric_limits<std::int16_t>::max();
        if (value > most || value < -most - 1) {
            return false;
        }
    }
    return true;
}

std::vector<std::vector<std::string>> texts_in_range(const ParentKey& key, const KeyRange& keys,
                                                     const std::vector<Comparison>& comparisons) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(keys.last - keys.first);
    for (std::size_t position = keys.first; position < keys.last; ++position) {
        std::vector<std::string> texts = texts_of(key, keys.list, position);
        if (fits(comparisons, texts)) {
            rows.push_back(std::move(texts));
        }
    }
    return rows;
}

// "column = ANY ('{...}'::type[])" over the distinct values of one column of the keys.
std::string any_sql(const Comparison& comparison, const std::vector<std::vector<std::string>>& rows,
                    std::size_t index) {
    pg::ArrayLiteral array;
    if (rows.front().size() == 1) {
        for (const std::vector<std::string>& row : rows) {
            comparison.integer ? array.add_integer(std::stoll(row.front())) : array.add(row.front());
        }
    } else {
        std::set<std::string_view> distinct;
        for (const std::vector<std::string>& row : rows) {
            distinct.insert(row[index]);
        }
        for (const std::string_view text : distinct) {
            comparison.integer ? array.add_integer(std::stoll(std::string{text})) : array.add(text);
        }
    }
    return fmt::format("{} {} ANY ({}::{}[])", comparison.sql, comparison.sql_operator, array.sql(),
                       comparison.literal_type);
}

// The keys as a table k with columns k1, k2 ...: unnest() of one array for each column. Arrays of arrays would be
// flattened, so keys of array type are VALUES instead.
std::string keys_sql(const std::vector<Comparison>& comparisons, const std::vector<std::vector<std::string>>& rows) {
    std::string names;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        names += fmt::format("{}k{}", index == 0 ? "" : ", ", index + 1);
    }
    std::string sql;
    if (std::any_of(comparisons.begin(), comparisons.end(),
                    [](const Comparison& each) { return each.type->base_is_array; })) {
        for (const std::vector<std::string>& row : rows) {
            sql += sql.empty() ? "(VALUES (" : "), (";
            for (std::size_t index = 0; index < row.size(); ++index) {
                sql += fmt::format("{}{}::{}", index == 0 ? "" : ", ", pg::quote_literal(row[index]),
                                   comparisons[index].literal_type);
            }
        }
        return sql + ")) AS k (" + names + ")";
    }
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        pg::ArrayLiteral array;
        for (const std::vector<std::string>& row : rows) {
            array.add(row[index]);
        }
        sql += fmt::format("{}pg_catalog.unnest({}::{}[])", index == 0 ? "ROWS FROM (" : ", ", array.sql(),
                           comparisons[index].literal_type);
    }
    return sql + ") AS k (" + names + ")";
}

std::string join_condition(const std::vector<Comparison>& comparisons) {
    std::string sql;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        sql += fmt::format("{}{} {} k.k{}", index == 0 ? "" : " AND ", comparisons[index].sql,
                           comparisons[index].sql_operator, index + 1);
    }
    return sql;
}

// How many rows may come for each key that is asked for before the server had better compare whole keys.
constexpr std::size_t most_surplus = 8;

bool filters_by_column_suffice(const std::vector<std::vector<std::string>>& rows) {
    std::size_t product = 1;
    for (std::size_t index = 0; index < rows.front().size(); ++index) {
        std::set<std::string_view> distinct;
        for (const std::vector<std::string>& row : rows) {
            distinct.insert(row[index]);
        }
        product *= distinct.size();
        if (product > rows.size() * most_surplus) {
            return false;
        }
    }
    return true;
}

KeyedSql render_keyed(const std::string& select, const ParentKey& key, const KeyRange& keys,
                      const std::vector<Comparison>& comparisons, bool decidable_here) {
    const std::vector<std::vector<std::string>> rows = texts_in_range(key, keys, comparisons);
    if (rows.empty()) {
        return {};
    }
    const bool arrays = std::any_of(comparisons.begin(), comparisons.end(),
                                    [](const Comparison& each) { return each.type->base_is_array; });
    if (comparisons.size() == 1 && !arrays) {
        return {select + " WHERE " + any_sql(comparisons.front(), rows, 0), true};
    }
    if (decidable_here && filters_by_column_suffice(rows)) {
        std::string sql = select;
        for (std::size_t index = 0; index < comparisons.size(); ++index) {
            sql += (index == 0 ? " WHERE " : " AND ") + any_sql(comparisons[index], rows, index);
        }
        return {std::move(sql), false};
    }
    return {fmt::format("{} WHERE EXISTS (SELECT FROM {} WHERE {})", select, keys_sql(comparisons, rows),
                        join_condition(comparisons)),
            true};
}

// Where a reference is there: `when` holds, and no value is NULL.
std::string presence_condition(const Plan& plan, const Reference& reference) {
    std::string sql = reference.when.empty() ? "" : "(\n" + reference.when + "\n)";
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "" : " AND ") + render_child_value(plan.catalog, reference, pair) + " IS NOT NULL";
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

// The pairs of parent rows p and child rows c of a reference, as a join condition.
std::string pair_condition(const Plan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const Table& parent = plan.catalog.table(found.parent.table);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += fmt::format("{}{} {} p.{}", pair == 0 ? "" : " AND ", render_child_value(plan.catalog, found, pair),
                           found.operators[pair].child_parent,
                           pg::quote_identifier(parent.columns[found.parent_columns[pair]].name));
    }
    return sql;
}

}  // namespace

std::string render_root(const Plan& plan, const RootPlan& root, bool with_tuple, RootParts parts) {
    const Table& table = plan.catalog.table(root.table);
    const std::string alias = pg::quote_identifier(root.relation.name.name);
    std::string inner = "SELECT " + all_columns(table, alias);
    inner += fmt::format(" FROM {} AS {} {}", from_sql(plan, root.relation), alias, root.sample);
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
    return fmt::format("{} FROM ({}) AS {}", select_list(plan, root.table, with_tuple), inner, row_alias);
}

std::string render_root_keys(const Plan& plan, const RootPlan& root) {
    const Table& table = plan.catalog.table(root.table);
    std::string sql;
    for (const std::uint16_t column : table.primary_key) {
        const Column& each = table.columns[column];
        sql += (sql.empty() ? "SELECT " : ", ") +
               render_raw(each, fmt::format("(q.{})::{}", pg::quote_identifier(each.name), each.base_type));
    }
    return sql + " FROM (\n" + root.query + "\n) AS q";
}

KeyedSql render_parents(const Plan& plan, const ParentKey& key, const KeyRange& keys, bool with_tuple) {
    const std::string select = fmt::format("{} FROM {} AS {}", select_list(plan, key.relation.table, with_tuple),
                                           from_sql(plan, key.relation), row_alias);
    return render_keyed(select, key, keys, comparisons_of(plan, key), key.decidable_here);
}

KeyedSql render_referencing(const Plan& plan, const ReferencePlan& reference, const KeyRange& keys, bool with_tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const std::string select = fmt::format("{} FROM {} AS {}", select_list(plan, found.child.table, with_tuple),
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

KeyedSql render_children(const Plan& plan, const ReferencePlan& reference, const KeyRange& keys, bool with_tuple) {
    if (!reference.has_rule()) {
        return render_referencing(plan, reference, keys, with_tuple);
    }
    const Reference& found = plan.catalog.reference(reference.reference);
    const ParentKey& key = plan.parent_key(reference.parent_key);
    const std::string all_of_parent = all_columns(plan.catalog.table(found.parent.table), row_alias);
    const KeyedSql parents =
        render_keyed(fmt::format("SELECT {} FROM {} AS {}", all_of_parent, from_sql(plan, found.parent), row_alias), key,
                     keys, comparisons_of(plan, key), key.decidable_here);
    if (parents.sql.empty()) {
        return {};
    }
    std::string pairs = pair_condition(plan, reference);
    for (const std::string* const condition : {&found.when, &reference.where}) {
        pairs += condition->empty() ? "" : " AND (\n" + *condition + "\n)";
    }
    const std::string child = fmt::format("{} AS {}", from_sql(plan, found.child), row_alias);
    const std::string all_of_child = all_columns(plan.catalog.table(found.child.table), row_alias);
    const auto select = [&](std::string_view parent_row) {
        return select_list(plan, found.child.table, with_tuple, parent_row);
    };
    if (!reference.limit) {
        return {fmt::format("{} FROM ({}) AS p JOIN {} ON {}", select(", p.tableoid, p.ctid"), parents.sql, child, pairs),
                parents.exact};
    }
    if (reference.child_indexed) {
        return {fmt::format("{} FROM ({}) AS p CROSS JOIN LATERAL (SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {}) AS {}",
                            select(", p.tableoid, p.ctid"), parents.sql, all_of_child, child, pairs, reference.order_by,
                            *reference.limit, row_alias),
                parents.exact};
    }
    // Without an index one pass over the child for all parents is better than one for each.
    return {fmt::format("{} FROM (SELECT {}, p.tableoid AS \"parent: table\", p.ctid AS \"parent: row\", "
                        "pg_catalog.row_number() OVER (PARTITION BY p.tableoid, p.ctid ORDER BY {}) AS \"parent: rank\" "
                        "FROM ({}) AS p JOIN {} ON {}) AS {} WHERE {}.\"parent: rank\" <= {}",
                        select(", c.\"parent: table\", c.\"parent: row\""), all_of_child, reference.order_by, parents.sql,
                        child, pairs, row_alias, row_alias, *reference.limit),
            parents.exact};
}

std::string render_pairs(const Plan& plan, const ReferencePlan& reference, const PairClauses& clauses) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string sql = fmt::format("SELECT 1 FROM {} AS p JOIN {} AS {} ON {}", from_sql(plan, found.parent),
                                  from_sql(plan, found.child), row_alias, pair_condition(plan, reference));
    for (const std::string* const condition : {&found.when, &clauses.where}) {
        sql += condition->empty() ? "" : " AND (\n" + *condition + "\n)";
    }
    return clauses.order_by.empty() ? sql : sql + " ORDER BY\n" + clauses.order_by + "\n";
}

std::string render_whole_keys(const Plan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "SELECT DISTINCT " : ", ") +
               render_raw(child_type(plan.catalog, found, pair), render_child_value(plan.catalog, found, pair));
    }
    return fmt::format("{} FROM {} AS {} WHERE {}", sql, from_sql(plan, found.child), row_alias,
                       presence_condition(plan, found));
}

Matches render_matches(const Plan& plan, const ParentKey& key, const KeyRange& keys) {
    const std::vector<Comparison> comparisons = comparisons_of(plan, key);
    Matches matches;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t position = keys.first; position < keys.last; ++position) {
        std::vector<std::string> texts = texts_of(key, keys.list, position);
        if (fits(comparisons, texts)) {
            rows.push_back(std::move(texts));
            matches.positions.push_back(position);
        }
    }
    if (!rows.empty()) {
        matches.sql = fmt::format(
            "SELECT {0}.tableoid, {0}.ctid, k.n - 1 FROM (SELECT pg_catalog.row_number() OVER () AS n, k.* FROM {1}) AS k "
            "JOIN {2} AS {0} ON {3}",
            row_alias, keys_sql(comparisons, rows), from_sql(plan, key.relation), join_condition(comparisons));
    }
    return matches;
}

std::string render_counts(const Plan& plan, TableId table, std::span<const ReferenceId> references) {
    const Table& found = plan.catalog.table(table);
    std::string sql = "SELECT pg_catalog.count(*)";
    for (const ReferenceId id : references) {
        const Reference& reference = plan.catalog.reference(id);
        std::string condition = presence_condition(plan, reference);
        if (!reference.child.whole) {
            condition += fmt::format(" AND {}.tableoid = ANY ('{{", row_alias);
            for (std::size_t index = 0; index < reference.child.leaves.size(); ++index) {
                condition += fmt::format("{}{}", index == 0 ? "" : ",",
                                         found.leaves[reference.child.leaves[index]].oid);
            }
            condition += "}'::pg_catalog.oid[])";
        }
        sql += fmt::format(", pg_catalog.count(*) FILTER (WHERE {})", condition);
    }
    const Relation whole{found.oid, found.name, found.id, true, {}};
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan, whole), row_alias);
}

std::string render_whole_table(const Plan& plan, TableId table) {
    const Table& found = plan.catalog.table(table);
    std::string sql = "SELECT";
    for (const OutputColumn& column : plan.table(table).output) {
        sql += (sql == "SELECT" ? " " : ", ") + column.sql;
    }
    const Relation whole{found.oid, found.name, found.id, true, {}};
    return fmt::format("{} FROM {} AS {}", sql, from_sql(plan, whole), row_alias);
}

std::string render_whole_rows(const Plan& plan, TableId table, bool with_tuple) {
    const Table& found = plan.catalog.table(table);
    const Relation whole{found.oid, found.name, found.id, true, {}};
    return fmt::format("{} FROM {} AS {}", select_list(plan, table, with_tuple), from_sql(plan, whole), row_alias);
}

}  // namespace subset
