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

// Which part of a root's SQL a statement is built with; to find the faulty one.
struct RootParts {
    bool where = true;
    bool order_by = true;
};

// `tuple`, in all of these: the output of the table that rows are selected of, which comes behind
// their ids and keys; null: ids and keys alone.
[[nodiscard]] std::string render_root(const RowPlan& plan, const RootPlan& root,
                                      const TableOutput* tuple, RootParts parts = {});
// Their tableoid and ctid alone, in the root's order.
[[nodiscard]] std::string render_root_ids(const RowPlan& plan, const RootPlan& root);
// How many rows a root without `query` names. In the transaction's later statements a cursor is
// planned for its first rows.
[[nodiscard]] std::string render_root_count(const RowPlan& plan, const RootPlan& root);
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

}  // namespace subset
