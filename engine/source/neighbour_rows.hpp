// neighbour_rows.hpp
//
// The rows that some rows reference or are referenced by, whatever the config says, read from the
// source.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/row_set.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct RowPair {
    RowId child{};
    RowId parent{};
};

// " FROM ... AS c WHERE ...": the rows of a relation that have these ids, as rows c of their table.
// Requires: `rows` are of one leaf, at least one.
[[nodiscard]] std::string render_from_ids(const RowPlan& plan, const Relation& relation,
                                          std::span<const RowId> rows);
// "c.tableoid = ... AND c.ctid = ANY (...)", for the same rows.
[[nodiscard]] std::string render_id_condition(const RowPlan& plan, const Relation& relation,
                                              std::span<const RowId> rows);
// The id of a row from the text of its tableoid and ctid. Throws: server, where the relation is not
// among the partitions or the tables that this one covers.
[[nodiscard]] RowId parse_row_id(const Catalog& catalog, const Relation& relation, Oid oid,
                                 std::string_view ctid);

// The parent rows of these child rows by a reference; with `condition`, SQL over c and p, only
// pairs that it holds for. Requires: ascending.
//
// Throws: what the server says; user_sql.
// Cost:   a round trip for each partition that the rows are in.
[[nodiscard]] std::vector<RowPair> read_parents_of(const RowPlan& plan, pg::CopyChannel& reader,
                                                   ReferenceId reference,
                                                   std::span<const RowId> children,
                                                   const std::string& condition = {});

// Of the child rows of each of these parent rows the first `most` by primary key. Requires:
// ascending.
//
// Throws: as read_parents_of.
// Cost:   the same.
[[nodiscard]] std::vector<RowPair> read_children_of(const RowPlan& plan, pg::CopyChannel& reader,
                                                    ReferenceId reference,
                                                    std::span<const RowId> parents,
                                                    std::uint64_t most);

// Of the rows of a table, those that some row of the reference's child table refers to.
//
// Throws: as read_parents_of.
// Cost:   a round trip.
[[nodiscard]] std::vector<RowId> read_referenced(const RowPlan& plan, pg::CopyChannel& reader,
                                                 ReferenceId reference);

// Of the child rows those that refer by this reference to a row that does not exist. As
// read_parents_of.
[[nodiscard]] std::vector<RowId> read_dangling(const RowPlan& plan, pg::CopyChannel& reader,
                                               ReferenceId reference,
                                               std::span<const RowId> children);

}  // namespace subset
