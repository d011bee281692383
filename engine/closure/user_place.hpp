// user_place.hpp
//
// Errors of the config's SQL while it runs, told with their place in the config. Stage closure;
// private to it.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/raw_value.hpp"
#include "subset/plan.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {

// Errors of the user's own SQL, told with its place.
template <typename Read>
void with_user_place(const std::string& key, const Text* sql, const Read& read) {
    try {
        read();
    } catch (const pg::StatementError& error) {
        const bool of_sql =
            error.kind() == ErrorKind::server || error.kind() == ErrorKind::privilege;
        if (!of_sql || sql == nullptr || error.message().sqlstate == "57014") {
            throw;
        }
        throw Error{ErrorKind::user_sql,
                    fmt::format("{} failed in the source: {}", key, error.message().primary),
                    error.message().hint.empty()
                        ? "Try the SQL in psql with the same role; it runs in a read-only "
                          "transaction."
                        : error.message().hint,
                    sql->place, error.message().sqlstate};
    }
}

// Rows of a table, by a statement without SQL of the user's but what written references bring.
template <typename Read>
void with_user_place(const Plan& plan, TableId table, const Read& read) {
    const Reference* const written = find_written_sql(plan, table);
    if (written == nullptr) {
        read();
        return;
    }
    const ReferenceRule& rule = plan.config.references[*written->rule];
    if (rule.when) {
        with_user_place("[[reference]] when or columns", &*rule.when, read);
    } else {
        with_user_place("[[reference]] columns", &rule.columns.front(), read);
    }
}

template <typename Read>
void with_user_place(const Plan& plan, const RootPlan& root, const RootConfig& config,
                     const Read& read) {
    if (config.query) {
        with_user_place("[[root]] query", &*config.query, read);
    } else if (config.where) {
        with_user_place("[[root]] where", &*config.where, read);
    } else if (config.order_by) {
        with_user_place("[[root]] order_by", &*config.order_by, read);
    } else {
        with_user_place(plan, root.table, read);
    }
}

// Child rows by a reference, with its rule.
template <typename Read>
void with_user_place(const Plan& plan, const ReferencePlan& reference, const Read& read) {
    const ChildRule* const rule =
        reference.child_rule ? &plan.config.children[*reference.child_rule] : nullptr;
    if (rule != nullptr && rule->where) {
        with_user_place("[[child]] where", &*rule->where, read);
    } else if (rule != nullptr && rule->order_by) {
        with_user_place("[[child]] order_by", &*rule->order_by, read);
    } else {
        with_user_place(plan, plan.catalog.reference(reference.reference).child.table, read);
    }
}

}  // namespace subset
