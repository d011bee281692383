// user_place.hpp
//
// Errors of the config's SQL while it runs, told with their place in the config. Of use wherever
// rows are read from the source.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// The error of SQL of the config that the source's role may not evaluate, which is no fault of the
// SQL. Where a policy is in the way, it is the one message about that.
[[nodiscard]] Error make_refusal(const Catalog& catalog, const std::string& what,
                                 const Place& place, const pg::ServerMessage& said);

// SQL of the config that a statement has beside what the tables bring along: of a root, or of a
// [[child]].
struct StatementSql {
    std::string key;
    const Text* sql = nullptr;
};

[[nodiscard]] std::vector<StatementSql> sql_of(const RootConfig& config);
[[nodiscard]] std::vector<StatementSql> sql_of(const ReferencePlan& reference);

// The error of SQL of the config, with the place of the piece at fault; nothing where `error` is
// not the reader's, or not of such SQL. Where there are several pieces in the statement, the one at
// fault is found by trying it with each of the others replaced by NULL.
//
// Requires: `reader` ran the statement that failed. Its transaction and snapshot may be gone.
// Cost:     nothing where there is one piece; else a statement for each, of 5 seconds at most.
[[nodiscard]] std::optional<Error> find_user_fault(const RowPlan& plan, pg::CopyChannel& reader,
                                                   TableId table,
                                                   const std::vector<StatementSql>& own,
                                                   const pg::StatementError& error);

// Rows of a table, by a statement with this SQL of the config beside what written references and
// masks bring.
template <typename Read>
void with_user_place(const RowPlan& plan, pg::CopyChannel& reader, TableId table,
                     const std::vector<StatementSql>& own, const Read& read) {
    try {
        read();
    } catch (const pg::StatementError& error) {
        if (const std::optional<Error> fault = find_user_fault(plan, reader, table, own, error)) {
            throw Error{*fault};
        }
        throw;
    }
}

template <typename Read>
void with_user_place(const RowPlan& plan, pg::CopyChannel& reader, TableId table,
                     const Read& read) {
    with_user_place(plan, reader, table, {}, read);
}

template <typename Read>
void with_user_place(const RowPlan& plan, pg::CopyChannel& reader, const RootPlan& root,
                     const Read& read) {
    with_user_place(plan, reader, root.table, sql_of(root.rule), read);
}

// Child rows by a reference, with its rule.
template <typename Read>
void with_user_place(const RowPlan& plan, pg::CopyChannel& reader, const ReferencePlan& reference,
                     const Read& read) {
    with_user_place(plan, reader, plan.catalog.reference(reference.reference).child.table,
                    sql_of(reference), read);
}

}  // namespace subset
