// merge_sql.hpp
//
// Rows that come beside those of a table, as SQL. They are put into a staging table first, and what
// is there already is told by a key of the target's, or without a key by whole rows. Nothing here
// asks a server, so the statements serve a target and a script alike.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/qualified_name.hpp"
#include "twin/schema/kept_schema.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// So many keys are shown of a table's rows that differ.
inline constexpr std::uint64_t most_keys_told = 3;

// One table of the target, and the staging table with the rows that come.
struct MergeTable {
    std::size_t number = 0;  // of the staging table
    QualifiedName name;
    bool partitioned = false;
    std::vector<std::string> columns;  // that come
    std::vector<std::string> fixed;    // of these, what no UPDATE may set
    // Of these, what a cut may have left NULL: where the target has a value, that stays.
    std::vector<std::string> cut;
    // The first tells rows apart; rows of a table without any are compared as a multiset. No two
    // rows may share the others either.
    std::vector<KeptKey> keys;

    [[nodiscard]] bool has_key() const noexcept { return !keys.empty(); }
    [[nodiscard]] const KeptKey& key() const { return keys.front(); }
};

// "pg_temp.subset_add_3".
[[nodiscard]] std::string name_staging(const MergeTable& table);

// "ONLY public.users": the rows of that table alone. A partitioned table's are its partitions'.
[[nodiscard]] std::string render_own_rows(const MergeTable& table);

// That the rows called `one` and `other` have the same key. Requires: the table has one.
[[nodiscard]] std::string render_same_key(const MergeTable& table, std::string_view one,
                                          std::string_view other);

// CREATE TEMP TABLE: it has the columns that come, in the target's types, and goes with the
// transaction.
[[nodiscard]] std::string render_staging(const MergeTable& table);

// A condition over the staged row s: the target has no such row.
[[nodiscard]] std::string render_is_new(const MergeTable& table);

// The rows that the target does not have, as INSERT. All of a table's columns are given their
// values, an identity column too.
[[nodiscard]] std::string render_insert(const MergeTable& table);

// The rows that are there and differ get the values that come, as UPDATE. Empty where there is no
// column to set.
//
// Requires: the table has a key.
[[nodiscard]] std::string render_update(const MergeTable& table);

// One statement that brings all of these. References are checked at its end, so that the tables
// need no order, and those that reference one another in a cycle no deferring (POSTGRES.md 57).
[[nodiscard]] std::string render_merge(std::span<const MergeTable> tables, bool update);

// A query with one row for the table: its number, how many rows come, how many of them are there,
// how many of those differ, and the keys of a few that differ, as one text or NULL. To be asked
// before the merge.
[[nodiscard]] std::string render_comparison(const MergeTable& table);

// A query with a line of text for each unique value that comes and that another row of the target
// has. Empty where there can be none. To be asked before the merge.
[[nodiscard]] std::string render_collisions(const MergeTable& table, bool update);

// A query with a line of text where rows that came are not in the target. To be asked after the
// merge; with `update` they must be there as they came.
[[nodiscard]] std::string render_missing(const MergeTable& table, bool update);

}  // namespace subset
