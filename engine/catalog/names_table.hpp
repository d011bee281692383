// names_table.hpp
//
// Decides which tables an entry of [[table]] is about.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "config/glob.hpp"
#include "subset/config.hpp"

namespace subset {

// An entry also means the tables that inherit from the one that it names, unless it says `only`. A
// glob does not mean a table in which a migration tool keeps its state, since only a plain name
// shows that the user thought of it; a glob does mean it where the twin is to have no such table at
// all.
[[nodiscard]] inline bool names_table(const TableRule& rule, const Table& table) {
    return config::is_about(rule, {table.name, table.ancestor_names}) &&
           (table.absent || !table.migrations || !config::is_glob(rule.name.value));
}

// Returns the entry whose `rows` counts for the table: the last entry that means the table and has
// `rows`. Null means that there is none.
[[nodiscard]] inline const TableRule* find_rows_rule(const Config& config, const Table& table) {
    const TableRule* last = nullptr;
    for (const TableRule& rule : config.tables) {
        last = rule.rows && names_table(rule, table) ? &rule : last;
    }
    return last;
}

// Whether the table's rows are in the twin only because a migration tool keeps its state there.
[[nodiscard]] inline bool has_rows_by_default(const Config& config, const Table& table) {
    return table.migrations && find_rows_rule(config, table) == nullptr;
}

}  // namespace subset
