#include "source/case_rows.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "source/statements/row_sql.hpp"
#include "source/statements/statement_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

CaseKeys read_missing_keys(const RowPlan& plan, const RootPlan& root, pg::CopyChannel& reader) {
    const Table& table = plan.catalog.table(root.table);
    const CaseKeys& keys = root.rule.keys;
    std::string values;
    for (std::size_t nth = 0; nth < keys.size(); ++nth) {
        std::string row = std::to_string(nth);
        for (std::size_t index = 0; index < keys[nth].size(); ++index) {
            row += fmt::format(", {}::{}", pg::quote_literal(keys[nth][index]),
                               table.columns[table.primary_key[index]].base_type);
        }
        values += fmt::format("{}({})", values.empty() ? "" : ", ", row);
    }
    std::string names = "nth";
    std::string same;
    for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
        names += fmt::format(", k{}", index);
        same += fmt::format("{}{} {} k.k{}", same.empty() ? "" : " AND ",
                            render_column(table.columns[table.primary_key[index]]),
                            table.primary_key_operators.at(index), index);
    }
    const std::string sql = fmt::format(
        "SELECT k.nth FROM (VALUES {}) AS k ({}) WHERE NOT EXISTS (SELECT FROM {} AS {} WHERE {}) "
        "ORDER BY k.nth",
        values, names, from_sql(plan.catalog, root.relation), row_alias, same);
    CaseKeys missing;
    try {
        for (const pg::Row& row : reader.query(sql)) {
            missing.push_back(keys.at(static_cast<std::size_t>(row.number(0))));
        }
    } catch (const pg::StatementError& error) {
        if (!error.message().sqlstate.starts_with(sqlstate::data_exception_class)) {
            throw;
        }
        throw Error{ErrorKind::usage,
                    fmt::format("this is no primary key of {}: {}", table.name.text(),
                                error.message().primary),
                    "Give a value for each column of the primary key, in its order."};
    }
    return missing;
}

CaseKeys read_keys_of_rows(const RowPlan& plan, const RootPlan& root, std::uint64_t most,
                           pg::CopyChannel& reader) {
    const Table& table = plan.catalog.table(root.table);
    if (table.primary_key.empty()) {
        return {};
    }
    const std::string alias = pg::quote_identifier(root.relation.name.name);
    std::string texts;
    for (const std::uint16_t column : table.primary_key) {
        texts += fmt::format("{}{}.{}::pg_catalog.text", texts.empty() ? "" : ", ", alias,
                             pg::quote_identifier(table.columns[column].name));
    }
    std::string sql =
        fmt::format("SELECT {} FROM {} AS {}", texts, from_sql(plan.catalog, root.relation), alias);
    sql += root.where.empty() ? "" : " WHERE (\n" + root.where + "\n)";
    sql += root.order_by.empty() ? "" : " ORDER BY " + root.order_by;
    const std::uint64_t limit = std::min(most, root.limit.value_or(most));
    CaseKeys keys;
    for (const pg::Row& row :
         reader.query(sql + fmt::format(" LIMIT {}", limit), pg::Protocol::extended)) {
        std::vector<std::string>& key = keys.emplace_back();
        for (std::size_t index = 0; index < row.size(); ++index) {
            key.push_back(row.text(index));
        }
    }
    return keys;
}

}  // namespace subset
