// table_sql.hpp
//
// The statements that read rows of a table by their ids, or all of them; see row_sql.hpp.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/output_plan.hpp"
#include "rows/row_set.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace subset {

// How many ids at the front are of one leaf, at most as many as go into one statement.
[[nodiscard]] std::size_t count_of_one_leaf(std::span<const RowId> ids);
// " FROM ... AS c WHERE ...": the rows of one leaf that have these ids, each of which is fetched
// where it is, by a TID scan. Requires: not rows.empty().
[[nodiscard]] std::string render_where_id(const Catalog& catalog, TableId table,
                                          std::span<const RowId> rows);
// What stands behind FROM for a table alone: a partitioned table with its partitions, any other
// without those that inherit from it.
[[nodiscard]] std::string render_own_rows(const Table& table);
// " FROM ... AS c LIMIT ...": at most so many rows of the table, whichever come first.
[[nodiscard]] std::string render_some_rows(const Catalog& catalog, TableId table, std::size_t most);
// " FROM ... AS c WHERE ... LIMIT ...": about so many rows from pages all over the heap, the same
// ones each time; all rows of a small table. Where the table's rows are in no heap they are those
// that come first.
[[nodiscard]] std::string render_sampled_rows(const Table& table, std::size_t about);
// Rows by their ids: tableoid, ctid, and the output, without key values. Requires: `rows` are of
// one leaf, at least one.
[[nodiscard]] std::string render_tuples_by_id(const RowPlan& plan, TableId table,
                                              const TableOutput& output,
                                              std::span<const RowId> rows);
// Rows by their ids in the form in which all statements here select rows. Requires: as above.
[[nodiscard]] std::string render_rows_by_id(const RowPlan& plan, TableId table,
                                            std::span<const RowId> rows, const TableOutput* tuple);
// All output columns of a whole table that streams; of the rows for which the condition on c holds,
// if there is one.
[[nodiscard]] std::string render_whole_table(const RowPlan& plan, TableId table,
                                             const TableOutput& output,
                                             const std::string& condition = {});
// All rows of a whole table, in that form too.
[[nodiscard]] std::string render_whole_rows(const RowPlan& plan, TableId table,
                                            const TableOutput* tuple);
[[nodiscard]] std::string render_counts(const RowPlan& plan, TableId table,
                                        std::span<const ReferenceId> references);

}  // namespace subset
