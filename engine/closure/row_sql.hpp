// row_sql.hpp
//
// The statements that read rows: what a request of the closure looks like as SQL. Stage closure;
// pure.
//
// Every statement selects, of the row called "c": tableoid, ctid, the key columns raw (integers as
// int8, uuids, all else as text), then the output columns where they are wanted.
#pragma once

#include "subset/plan.hpp"
#include "subset/row_set.hpp"

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

[[nodiscard]] std::string render_root(const Plan& plan, const RootPlan& root, bool with_tuple,
                                      RootParts parts = {});
// The user's query, its key columns cast to their types and in this program's form.
[[nodiscard]] std::string render_root_keys(const Plan& plan, const RootPlan& root);

// A run of keys: those of `list` from `first` up to but not including `last`.
struct KeyRange {
    const KeyList& list;
    std::size_t first = 0;
    std::size_t last = 0;
};

// Which end of a reference the keys select rows of.
enum class KeyEnd : std::uint8_t { parent, child };

// A statement by keys. It may select more rows than asked for where `exact` is false; then the key
// of each row must be looked up on this side. Empty where no key can match, as all are out of the
// column's range.
struct KeyedSql {
    std::string sql;
    bool exact = true;
};
[[nodiscard]] KeyedSql render_parents(const Plan& plan, const ParentKey& key, const KeyRange& keys,
                                      bool with_tuple);
[[nodiscard]] KeyedSql render_children(const Plan& plan, const ReferencePlan& reference,
                                       const KeyRange& keys, bool with_tuple);
[[nodiscard]] std::string render_whole_keys(const Plan& plan, const ReferencePlan& reference);
// A statement that returns, of the keys at `positions`, the places there of those that no row has.
// Those that no row can have, as the column's type cannot hold them, are known without asking.
struct Unmatched {
    std::string sql;                        // empty where there is nothing to ask
    std::vector<std::size_t> positions;     // into the list
    std::vector<std::size_t> out_of_range;  // likewise
};
[[nodiscard]] Unmatched render_unmatched(const Plan& plan, const ParentKey& key,
                                         const KeyRange& keys);
[[nodiscard]] std::string render_counts(const Plan& plan, TableId table,
                                        std::span<const ReferenceId> references);
// Rows of one leaf by their ids.
[[nodiscard]] std::string render_rows_by_id(const Plan& plan, TableId table, std::uint16_t leaf,
                                            const std::vector<RowId>& rows);
// All output columns of a whole table.
[[nodiscard]] std::string render_whole_table(const Plan& plan, TableId table);

}  // namespace subset
