#include "closure/row_sql.hpp"

#include "closure/key_values.hpp"
#include "pg/quote.hpp"
#include "plan/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace subset {
namespace {

std::string column_sql(const Column& column) {
    return std::string{row_alias} + "." + pg::quote_identifier(column.name);
}

// A column's value in the form that keys are made of.
std::string raw_sql(const Column& column, const std::string& sql) {
    switch (column.key_kind) {
        case KeyKind::integer:
            return sql + "::pg_catalog.int8";
        case KeyKind::uuid:
            return sql + "::pg_catalog.uuid";
        default:
            return fmt::format("pg_catalog.textin({}({}))", column.output_function, sql);
    }
}

std::string select_list(const Plan& plan, TableId table, bool with_tuple) {
    const TablePlan& each = plan.table(table);
    std::string sql = fmt::format("SELECT {0}.tableoid, {0}.ctid", row_alias);
    for (const std::uint16_t column : each.key_columns) {
        const Column& found = plan.catalog.table(table).columns[column];
        sql += ", " + raw_sql(found, column_sql(found));
    }
    if (with_tuple) {
        for (const OutputColumn& column : each.output) {
            sql += ", " + column.sql;
        }
    }
    return sql;
}

// A partitioned table or a part of one that is itself partitioned has no rows of its own; any other
// is read without its inheritance children.
std::string from_sql(const Plan& plan, const Relation& relation) {
    const Table& table = plan.catalog.table(relation.table);
    const bool leaf = table.kind == TableKind::plain ||
                      std::any_of(table.leaves.begin(), table.leaves.end(),
                                  [&](const Leaf& each) { return each.oid == relation.oid; });
    return (leaf ? "ONLY " : "") + pg::quote_name(relation.name);
}

// How one column is filtered by keys.
struct Comparison {
    const Column* column = nullptr;
    std::string sql_operator;  // filtered column on the left
    std::string literal_type;
    bool integer = false;  // compared as the column's own integer type
};

std::vector<Comparison> comparisons_of(const Plan& plan, const ParentKey& key) {
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < key.columns.size(); ++pair) {
        const Column& column = plan.catalog.table(key.relation.table).columns[key.columns[pair]];
        comparisons.push_back({&column, key.operators[pair].parent_child, key.literal_types[pair],
                               key.codecs[pair] == KeyKind::integer});
    }
    return comparisons;
}

std::vector<Comparison> comparisons_of(const Plan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const ParentKey& key = plan.parent_key(reference.parent_key);
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        const Column& column =
            plan.catalog.table(found.child.table).columns[found.child_columns[pair]];
        const bool integer = key.codecs[pair] == KeyKind::integer;
        // The filtered column's own type: a cross-type comparison is never hashed (postgres-facts
        // 1).
        comparisons.push_back(
            {&column, integer ? "OPERATOR(pg_catalog.=)" : found.operators[pair].child_parent,
             integer ? column.base_type : found.operators[pair].parent_type, integer});
    }
    return comparisons;
}

// A key that the column's type cannot hold would be an error in the literal, and can match no row.
bool fits(const std::vector<Comparison>& comparisons, const std::vector<std::string>& texts) {
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (!comparisons[index].integer || comparisons[index].column->integer_bytes == 8) {
            continue;
        }
        const std::int64_t value = std::stoll(texts[index]);
        const std::int64_t most = comparisons[index].column->integer_bytes == 4
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
            comparison.integer ? array.add_integer(std::stoll(row.front()))
                               : array.add(row.front());
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
    return fmt::format("{} {} ANY ({}::{}[])", column_sql(*comparison.column),
                       comparison.sql_operator, array.sql(), comparison.literal_type);
}

// The keys as a table k with columns k1, k2 ...: unnest() of one array for each column. Arrays of
// arrays would be flattened, so keys of array type are VALUES instead.
std::string keys_sql(const std::vector<Comparison>& comparisons,
                     const std::vector<std::vector<std::string>>& rows) {
    std::string names;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        names += fmt::format("{}k{}", index == 0 ? "" : ", ", index + 1);
    }
    std::string sql;
    if (std::any_of(comparisons.begin(), comparisons.end(),
                    [](const Comparison& each) { return each.column->base_is_array; })) {
        for (const std::vector<std::string>& row : rows) {
            sql += sql.empty() ? "(VALUES (" : "), (";
            for (std::size_t index = 0; index < row.size(); ++index) {
                sql += fmt::format("{}{}::{}", index == 0 ? "" : ", ",
                                   pg::quote_literal(row[index]), comparisons[index].literal_type);
            }
        }
        return sql + ")) AS k (" + names + ")";
    }
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        pg::ArrayLiteral array;
        for (const std::vector<std::string>& row : rows) {
            array.add(row[index]);
        }
        sql += fmt::format("{}pg_catalog.unnest({}::{}[])", index == 0 ? "ROWS FROM (" : ", ",
                           array.sql(), comparisons[index].literal_type);
    }
    return sql + ") AS k (" + names + ")";
}

std::string join_condition(const std::vector<Comparison>& comparisons) {
    std::string sql;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        sql += fmt::format("{}{} {} k.k{}", index == 0 ? "" : " AND ",
                           column_sql(*comparisons[index].column), comparisons[index].sql_operator,
                           index + 1);
    }
    return sql;
}

// How many rows may come for each key that is asked for before the server had better compare whole
// keys.
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
    const bool arrays =
        std::any_of(comparisons.begin(), comparisons.end(),
                    [](const Comparison& each) { return each.column->base_is_array; });
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
    return {fmt::format("{} WHERE EXISTS (SELECT FROM {} WHERE {})", select,
                        keys_sql(comparisons, rows), join_condition(comparisons)),
            true};
}

std::string not_null_condition(const Table& table, const ColumnList& columns) {
    std::string sql;
    for (const std::uint16_t column : columns) {
        sql += (sql.empty() ? "" : " AND ") + column_sql(table.columns[column]) + " IS NOT NULL";
    }
    return sql;
}

}  // namespace

std::string render_root(const Plan& plan, const RootPlan& root, bool with_tuple, RootParts parts) {
    const Table& table = plan.catalog.table(root.table);
    const std::string alias = pg::quote_identifier(root.relation.name.name);
    std::string inner = fmt::format("SELECT {0}.tableoid, {0}.ctid", alias);
    for (const Column& column : table.columns) {
        inner += ", " + alias + "." + pg::quote_identifier(column.name);
    }
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
    return fmt::format("{} FROM ({}) AS {}", select_list(plan, root.table, with_tuple), inner,
                       row_alias);
}

std::string render_root_keys(const Plan& plan, const RootPlan& root) {
    const Table& table = plan.catalog.table(root.table);
    std::string sql;
    for (const std::uint16_t column : table.primary_key) {
        const Column& each = table.columns[column];
        sql += (sql.empty() ? "SELECT " : ", ") +
               raw_sql(each,
                       fmt::format("(q.{})::{}", pg::quote_identifier(each.name), each.base_type));
    }
    return sql + " FROM (\n" + root.query + "\n) AS q";
}

KeyedSql render_parents(const Plan& plan, const ParentKey& key, const KeyRange& keys,
                        bool with_tuple) {
    const std::string select =
        fmt::format("{} FROM {} AS {}", select_list(plan, key.relation.table, with_tuple),
                    from_sql(plan, key.relation), row_alias);
    return render_keyed(select, key, keys, comparisons_of(plan, key), key.decidable_here);
}

KeyedSql render_children(const Plan& plan, const ReferencePlan& reference, const KeyRange& keys,
                         bool with_tuple) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const std::string select =
        fmt::format("{} FROM {} AS {}", select_list(plan, found.child.table, with_tuple),
                    from_sql(plan, found.child), row_alias);
    const bool decidable = std::all_of(found.operators.begin(), found.operators.end(),
                                       [](const KeyOperator& each) { return each.decidable_here; });
    return render_keyed(select, plan.parent_key(reference.parent_key), keys,
                        comparisons_of(plan, reference), decidable);
}

std::string render_whole_keys(const Plan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const Table& child = plan.catalog.table(found.child.table);
    std::string sql;
    for (const std::uint16_t column : found.child_columns) {
        const Column& each = child.columns[column];
        sql += (sql.empty() ? "SELECT DISTINCT " : ", ") + raw_sql(each, column_sql(each));
    }
    return fmt::format("{} FROM {} AS {} WHERE {}", sql, from_sql(plan, found.child), row_alias,
                       not_null_condition(child, found.child_columns));
}

Unmatched render_unmatched(const Plan& plan, const ParentKey& key, const KeyRange& keys) {
    const std::vector<Comparison> comparisons = comparisons_of(plan, key);
    Unmatched unmatched;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t position = keys.first; position < keys.last; ++position) {
        std::vector<std::string> texts = texts_of(key, keys.list, position);
        if (fits(comparisons, texts)) {
            rows.push_back(std::move(texts));
            unmatched.positions.push_back(position);
        } else {
            unmatched.out_of_range.push_back(position);
        }
    }
    if (!rows.empty()) {
        unmatched.sql = fmt::format(
            "SELECT k.n - 1 FROM (SELECT pg_catalog.row_number() OVER () AS n, k.* FROM {}) AS k "
            "WHERE NOT EXISTS (SELECT FROM {} AS {} WHERE {})",
            keys_sql(comparisons, rows), from_sql(plan, key.relation), row_alias,
            join_condition(comparisons));
    }
    return unmatched;
}

std::string render_counts(const Plan& plan, TableId table,
                          std::span<const ReferenceId> references) {
    const Table& found = plan.catalog.table(table);
    std::string sql = "SELECT pg_catalog.count(*)";
    for (const ReferenceId id : references) {
        const Reference& reference = plan.catalog.reference(id);
        std::string condition = not_null_condition(found, reference.child_columns);
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

std::string render_rows_by_id(const Plan& plan, TableId table, std::uint16_t leaf,
                              const std::vector<RowId>& rows) {
    const Leaf& found = plan.catalog.table(table).leaves[leaf];
    pg::ArrayLiteral array;
    for (const RowId row : rows) {
        const auto value = static_cast<std::uint64_t>(row);
        array.add(fmt::format("({},{})", value >> 16 & 0xffffffffU, value & 0xffffU));
    }
    return fmt::format("{} FROM ONLY {} AS {} WHERE {}.ctid = ANY ({}::pg_catalog.tid[])",
                       select_list(plan, table, true), pg::quote_name(found.name), row_alias,
                       row_alias, array.sql());
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

}  // namespace subset
