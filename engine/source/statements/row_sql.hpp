// row_sql.hpp
//
// The statements that read rows: what a request of the closure looks like as SQL.
//
// Every statement selects, of the row called "c": tableoid, ctid, the key columns raw (integers as
// int8, uuids, all else as text), then the output columns where they are wanted. Of a tree of
// tables that inherit from one another only tableoid and ctid: what else is wanted is read by id.
#pragma once

#include "plan/output_plan.hpp"
#include "rows/row_set.hpp"
#include "source/statements/key_filter.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// What stands behind FROM for the rows of a relation. A partitioned table or a part of one that is
// itself partitioned has no rows of its own; any other is read without what inherits from it,
// unless the relation is a tree. `sample`: a TABLESAMPLE clause for the tables of a tree, which are
// named one by one, in parentheses, where something else inherits from it too.
[[nodiscard]] std::string from_sql(const RowPlan& plan, const Relation& relation,
                                   const std::string& sample = {});
// The pairs of parent rows p and child rows c of a reference, as a join condition.
[[nodiscard]] std::string pair_condition(const RowPlan& plan, const ReferencePlan& reference);

// Which part of a root's SQL a statement is built with; to find the faulty one.
struct RootParts {
    bool where = true;
    bool order_by = true;
};

// `tuple`, in all of these: the output of the table that rows are selected of, which comes behind
// their ids and keys; null: ids and keys alone.
[[nodiscard]] std::string render_root(const RowPlan& plan, const RootPlan& root,
                                      const TableOutput* tuple, RootParts parts = {});
// The rows that a root without `query` selects from, before its limit; for a plan of them alone.
[[nodiscard]] std::string render_root_rows(const RowPlan& plan, const RootPlan& root);
// The user's query, its key columns cast to their types and in this program's form.
[[nodiscard]] std::string render_root_keys(const RowPlan& plan, const RootPlan& root);

[[nodiscard]] KeyedSql render_parents(const RowPlan& plan, const ParentKey& key,
                                      const KeyRange& keys, const TableOutput* tuple);
// Child rows by the keys of parent rows, whatever [[child]] says.
[[nodiscard]] KeyedSql render_referencing(const RowPlan& plan, const ReferencePlan& reference,
                                          const KeyRange& keys, const TableOutput* tuple);
// Child rows as the rule of the reference selects them. Where it has one, the parent row's tableoid
// and ctid come behind the key values.
[[nodiscard]] KeyedSql render_children(const RowPlan& plan, const ReferencePlan& reference,
                                       const KeyRange& keys, const TableOutput* tuple);
// Child rows as the rule of the reference selects them for the parent rows that the statement
// `parents` selects. Requires: reference.has_rule().
[[nodiscard]] std::string render_ruled_children(const RowPlan& plan, const ReferencePlan& reference,
                                                const std::string& parents,
                                                const TableOutput* tuple);
// A statement for that which selects all parent rows.
[[nodiscard]] std::string render_parent_rows(const RowPlan& plan, const ReferencePlan& reference);
// How many ids at the front are of one leaf, at most as many as go into one statement.
[[nodiscard]] std::size_t count_of_one_leaf(std::span<const RowId> ids);
// " FROM ... AS c WHERE ...": the rows of one leaf that have these ids, each of which is fetched
// where it is, by a TID scan. Requires: not rows.empty().
[[nodiscard]] std::string render_where_id(const RowPlan& plan, TableId table,
                                          std::span<const RowId> rows);
// What stands behind FROM for a table alone: a partitioned table with its partitions, any other
// without those that inherit from it.
[[nodiscard]] std::string render_own_rows(const Table& table);
// " FROM ... AS c LIMIT ...": at most so many rows of the table, whichever come first.
[[nodiscard]] std::string render_some_rows(const RowPlan& plan, TableId table, std::size_t most);
// A statement that computes a mask alone, over the rows of its table.
[[nodiscard]] std::string render_mask(const RowPlan& plan, TableId table, const std::string& mask);
// The child rows that `when` of a written reference holds for.
[[nodiscard]] std::string render_when(const RowPlan& plan, const Reference& reference);
[[nodiscard]] std::string render_whole_keys(const RowPlan& plan, const ReferencePlan& reference);
// A statement that returns each row that has one of the keys: its tableoid and ctid, and an index
// into `positions`, which says which key of the list it is. Keys that the column's type cannot hold
// are not among them.
struct Matches {
    std::string sql;                     // empty where there is nothing to ask
    std::vector<std::size_t> positions;  // indexes into the list
};
[[nodiscard]] Matches render_matches(const RowPlan& plan, const ParentKey& key,
                                     const KeyRange& keys);
[[nodiscard]] std::string render_counts(const RowPlan& plan, TableId table,
                                        std::span<const ReferenceId> references);
// Whether rows come with their tableoid, which says whose ctid it is.
[[nodiscard]] bool has_partitions(const RowPlan& plan, TableId table);
// Rows by their ids: tableoid, ctid, and the output, without key values. Requires: `rows` are of
// one leaf, at least one.
[[nodiscard]] std::string render_tuples_by_id(const RowPlan& plan, TableId table,
                                              const TableOutput& output,
                                              std::span<const RowId> rows);
// Rows by their ids in the form in which all statements here select rows. Requires: as above.
[[nodiscard]] std::string render_rows_by_id(const RowPlan& plan, TableId table,
                                            std::span<const RowId> rows, const TableOutput* tuple);
// All rows of a whole table, in that form too.
[[nodiscard]] std::string render_whole_rows(const RowPlan& plan, TableId table,
                                            const TableOutput* tuple);
// All output columns of a whole table that streams.
[[nodiscard]] std::string render_whole_table(const RowPlan& plan, TableId table,
                                             const TableOutput& output);

}  // namespace subset
