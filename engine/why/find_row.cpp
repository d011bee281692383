#include "why/find_row.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "plan/config_places.hpp"
#include "source/neighbour_rows.hpp"
#include "source/statements/statement_parts.hpp"
#include "why/row_texts.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

const Table& find_table(const RowPlan& plan, const Question& question) {
    const TableName text{question.table};
    const QualifiedName& name = text.name;
    const Relation* const relation = plan.catalog.relation_named(name);
    if (relation == nullptr) {
        throw Error{ErrorKind::usage, {explain_unknown("table", text, plan.catalog)}};
    }
    const Table& table = plan.catalog.table(relation->table);
    if (!relation->whole) {
        throw Error{
            ErrorKind::usage,
            fmt::format("{} is a partition of {}", name.text(), table.name.text()),
            fmt::format("Name the partitioned table: subset why {}.", config_name(table.name))};
    }
    return table;
}

// Renders "order_id (bigint), line (smallint)".
std::string list_key(const Table& table) {
    std::string text;
    for (const std::uint16_t number : table.primary_key) {
        const Column& column = table.columns[number];
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", column.name, column.type);
    }
    return text;
}

void check_key(const Catalog& catalog, const Table& table, const std::vector<std::string>& key) {
    if (table.primary_key.empty()) {
        const std::string heirs = name_heirs(catalog, table.id);
        throw Error{
            ErrorKind::usage,
            fmt::format("{} has no primary key that could name a row", table.name.text()),
            heirs.empty()
                ? fmt::format("subset why {} tells what brought its rows.", config_name(table.name))
                : fmt::format("Name one of the tables that inherit from it: {}.", heirs)};
    }
    if (key.size() != table.primary_key.size()) {
        throw Error{
            ErrorKind::usage,
            fmt::format(
                "the primary key of {} has {}, and {} given", table.name.text(),
                table.primary_key.size() == 1 ? "one column"
                                              : fmt::format("{} columns", table.primary_key.size()),
                key.size() == 1 ? "one value was" : fmt::format("{} values were", key.size())),
            fmt::format("Give a value for each of {}.", list_key(table))};
    }
}

// Reads the row that has the key. Where several tables of a tree have such a row, it takes the
// first by its table.
std::optional<RowId> read_row(const RowPlan& plan, const Relation& tree,
                              const std::vector<std::string>& key, pg::CopyChannel& reader) {
    const Table& table = plan.catalog.table(tree.table);
    std::string sql = fmt::format("SELECT {0}.tableoid, {0}.ctid FROM {1} AS {0}", row_alias,
                                  from_sql(plan.catalog, tree));
    for (std::size_t index = 0; index < key.size(); ++index) {
        const Column& column = table.columns[table.primary_key[index]];
        sql += fmt::format("{}{} {} {}::{}", index == 0 ? " WHERE " : " AND ",
                           render_column(column), table.primary_key_operators.at(index),
                           pg::quote_literal(key[index]), column.base_type);
    }
    sql += fmt::format(" ORDER BY {}.tableoid", row_alias);
    try {
        const pg::Rows rows = reader.query(sql);
        return rows.empty() ? std::nullopt
                            : std::optional{parse_row_id(plan.catalog, tree, rows.front().oid(0),
                                                         rows.front().text(1))};
    } catch (const pg::StatementError& error) {
        if (!error.message().sqlstate.starts_with(sqlstate::data_exception_class)) {
            throw;
        }
        throw Error{ErrorKind::usage,
                    fmt::format("this is no primary key of {}: {}", table.name.text(),
                                error.message().primary),
                    fmt::format("Give a value for each of {}.", list_key(table))};
    }
}

// The rows of such a table come with the extension, or as its configuration.
Explanation explain_extension(const Table& table, const Question& question, const Asked& asked) {
    const std::string why = fmt::format(
        "{} belongs to extension {}: its rows in the twin are the target's own, and those that "
        "users have added in the source come along",
        table.name.text(), table.extension);
    if (!asked.by_key) {
        return TableExplanation{table.name.text(), 0, 0, {}, why};
    }
    RowExplanation row;
    row.table = table.name.text();
    row.row = render_primary_key(table, question.key);
    row.primary_key = question.key;
    row.exists = asked.row.has_value();
    row.in_twin = row.exists;
    row.reason = row.exists ? "" : "no row of the source has this key; " + why;
    if (row.exists) {
        row.chain.push_back({row.table, row.row, row.primary_key, "", "", {}, {}, why, false});
    }
    return row;
}

}  // namespace

Asked find_asked(const RowPlan& plan, const Question& question, pg::CopyChannel& reader) {
    const Table& table = find_table(plan, question);
    Asked asked{table.id, !question.key.empty(), std::nullopt, can_be_read(table)};
    if (asked.by_key) {
        check_key(plan.catalog, table, question.key);
        if (asked.readable) {
            const Relation tree = plan.catalog.tree_of(plan.catalog.own_rows(table.id));
            asked.row = read_row(plan, tree, question.key, reader);
            asked.table = asked.row ? plan.catalog.table_with(tree, leaf_of(*asked.row)) : table.id;
        }
    }
    return asked;
}

std::optional<Explanation> explain_at_once(const RowPlan& plan, const Question& question,
                                           const Asked& asked) {
    const Table& table = plan.catalog.table(asked.table);
    if (!table.extension.empty()) {
        return explain_extension(table, question, asked);
    }
    const RowsRule rows = plan.table(asked.table).rows;
    const bool none = takes_no_rows(rows);
    const std::string reason =
        !none          ? ""
        : table.absent ? fmt::format("the twin has no table {}: {}", table.name.text(),
                                     name_rows_rule(plan, asked.table))
                       : fmt::format("{} {}: {}", table.name.text(),
                                     rows == RowsRule::keep ? "keeps the rows that the target has"
                                                            : "stays empty",
                                     (table.in_scope ? "" : "its schema is not in ") +
                                         name_rows_rule(plan, asked.table));
    if (!asked.by_key) {
        return none ? std::optional<Explanation>{TableExplanation{
                          table.name.text(), 0, 0, {}, reason}}
                    : std::nullopt;
    }
    const bool missing = asked.readable && !asked.row;
    if (!none && !asked.readable) {
        throw Error{ErrorKind::policy,
                    fmt::format("the rows of {} cannot be looked at: the role may not read all of "
                                "them, or some are on another server",
                                table.name.text()),
                    "Use a role that may; nothing can be said of a row that cannot be seen."};
    }
    if (!none && !missing) {
        return std::nullopt;
    }
    RowExplanation row;
    row.table = table.name.text();
    row.row = render_primary_key(table, question.key);
    row.primary_key = question.key;
    row.exists = !missing;
    row.reason = missing ? "no row of the source has this key" : reason;
    row.hint = missing ? ""
               : table.in_scope || table.absent
                   ? "With rows = \"closure\" what its references and its roots bring would come."
                   : "Add its schema there.";
    return row;
}

}  // namespace subset
