// names_table.hpp
//
// Decides which tables an entry of [[table]] is about.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "config/glob.hpp"
#include "subset/config.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace subset {

// An entry also means the tables that inherit from the one that it names, unless it says `only`. A
// glob does not mean a table in which a migration tool keeps its state, since only a plain name
// shows that the user thought of it; a glob does mean it where the twin is to have no such table at
// all.
[[nodiscard]] inline bool names_table(const TableRule& rule, const Table& table) {
    return config::is_about(rule, {table.name, table.ancestor_names}) &&
           (table.absent || !table.migrations || !config::is_glob(rule.name.value));
}

// Whether an entry about the column of that name means it in this table: the pattern names the
// table, or one that it inherits the column from. An entry that names an ancestor does not mean a
// column that only a table below it has.
[[nodiscard]] inline bool names_column(const TableName& pattern, const Catalog& catalog,
                                       const Table& table, std::string_view column) {
    const auto has = [&](const Table& named) {
        return config::matches_glob(pattern, named.name) && named.column_named(column);
    };
    return has(table) || std::any_of(table.ancestors.begin(), table.ancestors.end(),
                                     [&](TableId above) { return has(catalog.table(above)); });
}

// Returns the entry whose `rows` counts for the table: the last entry that means the table and has
// `rows`. Null means that there is none.
[[nodiscard]] inline const TableRule* find_rows_rule(const std::vector<TableRule>& rules,
                                                     const Table& table) {
    const TableRule* last = nullptr;
    for (const TableRule& rule : rules) {
        last = rule.rows && names_table(rule, table) ? &rule : last;
    }
    return last;
}

// Whether the table's rows are in the twin only because a migration tool keeps its state there.
[[nodiscard]] inline bool has_rows_by_default(const Config& config, const Table& table) {
    return table.migrations && find_rows_rule(config.tables, table) == nullptr;
}

}  // namespace subset
