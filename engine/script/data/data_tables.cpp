#include "script/data/data_tables.hpp"

#include "script/script_maker.hpp"
#include "util/contains.hpp"

#include <algorithm>
#include <optional>

namespace subset {
namespace {

// Makes a key of the columns; nothing where a row may have no value in one of them, where a type
// has no equality, or where the target computes a value by itself.
std::optional<KeptKey> make_key(const Table& table, const std::vector<std::string>& coming,
                                const ColumnList& columns,
                                const std::vector<std::string>& operators) {
    KeptKey key;
    key.name = "key of " + table.name.name;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const Column& column = table.columns[columns[index]];
        const std::string& equality = operators.empty() ? column.equality : operators[index];
        if (!column.not_null || equality.empty() || !contains(coming, column.name)) {
            return std::nullopt;
        }
        key.columns.push_back({column.name, equality});
    }
    return key.columns.empty() ? std::nullopt : std::optional{std::move(key)};
}

std::optional<KeptKey> find_key(const Table& table, const std::vector<std::string>& coming) {
    if (auto primary = make_key(table, coming, table.primary_key, table.primary_key_operators)) {
        return primary;
    }
    for (const ColumnList& columns : table.unique_keys) {
        if (auto unique = make_key(table, coming, columns, {})) {
            return unique;
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<MergeTable> make_data_tables(const Plan& plan, const Closure& closure) {
    std::vector<MergeTable> tables;
    for (const TableId id : plan.graph.load_order) {
        if (!receives_rows(plan, closure, id)) {
            continue;
        }
        const Table& source = plan.catalog.table(id);
        MergeTable& table = tables.emplace_back();
        table.number = static_cast<std::size_t>(id);
        table.name = source.name;
        table.partitioned = source.kind == TableKind::partitioned;
        for (const OutputColumn& column : plan.output(id).columns) {
            table.columns.push_back(column.name);
        }
        if (auto key = find_key(source, table.columns)) {
            table.keys.push_back(std::move(*key));
        }
    }
    return tables;
}

}  // namespace subset
