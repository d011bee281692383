// user_place.hpp
//
// Errors of the config's SQL while it runs, told with their place in the config. Stage closure; of
// use wherever rows are read from the source.
#pragma once

#include "closure/sqlstates.hpp"
#include "pg/copy_channel.hpp"
#include "plan/raw_value.hpp"
#include "subset/plan.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace subset {

// What a server may say where a mask fails: of wrong SQL all of it. Of wrong data only what kind of
// error it is, since servers, and functions of the user's, quote the very values that are to be
// hidden; and the names of a domain and its check.
[[nodiscard]] std::string without_values(const pg::ServerMessage& message);

// The error of SQL of the config that the source's role may not evaluate, which is no fault of the
// SQL. Where a policy is in the way, it is the one message about that.
[[nodiscard]] Error make_refusal(const Catalog& catalog, const std::string& what,
                                 const Place& place, const pg::ServerMessage& said);

// Errors of the user's own SQL, told with its place. `mask`: one that is in the statement, too.
template <typename Read>
void with_user_place(const std::string& key, const Text* sql, const ColumnMask* mask,
                     const Read& read) {
    try {
        read();
    } catch (const pg::StatementError& error) {
        // What comes may be on its way into the target, which has errors of its own.
        const bool of_source = std::string_view{error.what()}.starts_with("source");
        const bool of_sql = of_source && (error.kind() == ErrorKind::server ||
                                          error.kind() == ErrorKind::privilege);
        if (!of_sql || (sql == nullptr && mask == nullptr) ||
            error.message().sqlstate == sqlstate::query_canceled) {
            throw;
        }
        const std::string what = sql == nullptr    ? "the mask of " + mask->column
                                 : mask == nullptr ? key
                                                   : key + ", or the mask of " + mask->column + ",";
        throw Error{ErrorKind::user_sql,
                    fmt::format("{} failed in the source: {}", what,
                                mask == nullptr ? error.message().primary
                                                : without_values(error.message())),
                    mask != nullptr ? "A mask is evaluated for every row that comes; no value is "
                                      "shown here."
                    : error.message().hint.empty()
                        ? "Try the SQL in psql with the same role; it runs in a read-only "
                          "transaction."
                        : error.message().hint,
                    sql == nullptr ? mask->place : sql->place, error.message().sqlstate};
    }
}

// Text that is none: a source whose encoding is SQL_ASCII takes any bytes, and finds out when they
// are to leave as UTF8. They are not shown.
template <typename Read>
auto with_table_named(const Plan& plan, TableId table, const Read& read) {
    return [&plan, table, &read] {
        try {
            read();
        } catch (const pg::StatementError& error) {
            const std::string& state = error.message().sqlstate;
            if ((state != sqlstate::character_not_in_repertoire &&
                 state != sqlstate::untranslatable_character) ||
                !std::string_view{error.what()}.starts_with("source")) {
                throw;
            }
            throw Error{
                ErrorKind::server,
                fmt::format("{} holds text that is no valid UTF8, and so cannot be copied",
                            plan.catalog.table(table).name.text()),
                "A source whose encoding is SQL_ASCII checks no text: one that holds such "
                "bytes cannot be copied. Mend them there, as by convert_from(column::bytea, "
                "'LATIN1'), or leave those rows out.",
                {},
                state};
        }
    };
}

// Rows of a table, by a statement without SQL of the user's but what written references and masks
// bring.
template <typename Read>
void with_user_place(const Plan& plan, TableId table, const Read& rows) {
    const auto read = with_table_named(plan, table, rows);
    const Reference* const written = find_written_sql(plan, table);
    const ColumnMask* const mask = find_written_mask(plan, table);
    if (written == nullptr) {
        with_user_place("", nullptr, mask, read);
        return;
    }
    const ReferenceRule& rule = plan.config.references[*written->rule];
    if (rule.when) {
        with_user_place("[[reference]] when or columns", &*rule.when, mask, read);
    } else {
        with_user_place("[[reference]] columns", &rule.columns.front(), mask, read);
    }
}

template <typename Read>
void with_user_place(const Plan& plan, const RootPlan& root, const RootConfig& config,
                     const Read& rows) {
    const auto read = with_table_named(plan, root.table, rows);
    const ColumnMask* const mask = find_written_mask(plan, root.table);
    if (config.query) {
        with_user_place("[[root]] query", &*config.query, mask, read);
    } else if (config.where) {
        with_user_place("[[root]] where", &*config.where, mask, read);
    } else if (config.order_by) {
        with_user_place("[[root]] order_by", &*config.order_by, mask, read);
    } else {
        with_user_place(plan, root.table, read);
    }
}

// Child rows by a reference, with its rule.
template <typename Read>
void with_user_place(const Plan& plan, const ReferencePlan& reference, const Read& rows) {
    const TableId child = plan.catalog.reference(reference.reference).child.table;
    const auto read = with_table_named(plan, child, rows);
    const ColumnMask* const mask = find_written_mask(plan, child);
    const ChildRule* const rule =
        reference.child_rule ? &plan.config.children[*reference.child_rule] : nullptr;
    if (rule != nullptr && rule->where) {
        with_user_place("[[child]] where", &*rule->where, mask, read);
    } else if (rule != nullptr && rule->order_by) {
        with_user_place("[[child]] order_by", &*rule->order_by, mask, read);
    } else {
        with_user_place(plan, child, read);
    }
}

}  // namespace subset
