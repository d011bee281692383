// statement_parts.hpp
//
// What the statements of row_sql.hpp and table_sql.hpp are put together from.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/output_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// What stands behind FROM for the rows of a relation. A partitioned table or a part of one that is
// itself partitioned has no rows of its own; any other is read without what inherits from it,
// unless the relation is a tree. `sample`: a TABLESAMPLE clause for the tables of a tree, which are
// named one by one, in parentheses, where something else inherits from it too.
[[nodiscard]] std::string from_sql(const Catalog& catalog, const Relation& relation,
                                   const std::string& sample = {});
// The child rows c of a reference behind FROM; where it is by elements, once for each distinct one.
[[nodiscard]] std::string child_rows_sql(const Catalog& catalog, const Reference& reference);
// The pairs of parent rows p and child rows c of a reference, as a join condition. Where it is by
// elements, these must be joined to c.
[[nodiscard]] std::string pair_condition(const Catalog& catalog, const ReferencePlan& reference);
// Whether rows come with their tableoid, which says whose ctid it is.
[[nodiscard]] bool has_partitions(const Catalog& catalog, TableId table);
// A RowSelect begins a statement that selects rows called c, and ends it. Where masks take several
// parts of one value, a query within computes it beside all that is of the row itself, and the
// masks stand around it. OFFSET 0 keeps the server from making one query of both.
struct RowSelect {
    std::string list;    // SELECT and its list; what follows begins with FROM
    std::string around;  // the SELECT around it, up to FROM; empty: there is none

    // Returns the statement. `sql` begins with `list`; where it is empty there is no statement.
    [[nodiscard]] std::string finish(std::string sql) const;
};

// Selects the ids of rows, their keys, `parent_row` (SQL of the ids of a parent row), and the
// output where there is one. Each table of a tree has columns of its own, so of a tree there are
// ids alone: which row is where comes first.
[[nodiscard]] RowSelect select_rows(const RowPlan& plan, const Relation& relation,
                                    const TableOutput* tuple,
                                    const std::vector<std::string>& parent_row = {});
// Selects `ids` and the output.
[[nodiscard]] RowSelect select_output(const std::vector<std::string>& ids,
                                      const TableOutput& output);
// The ids and all columns of a row that is called `alias`.
[[nodiscard]] std::string all_columns(const Table& table, const std::string& alias);
// Whether the user's SQL must see the row as its table has it. SQL of a [[reference]] and of a mask
// is told that c is the table's row; of a tree neither is in the statement.
[[nodiscard]] bool sees_the_row(const RowPlan& plan, const Relation& relation);
// The rows whose ids r has, as rows c of their table.
[[nodiscard]] std::string join_rows(const Catalog& catalog, const Relation& relation);

}  // namespace subset
