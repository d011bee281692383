// names_table.hpp
//
// Which tables an entry of [[table]] is about.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "config/glob.hpp"
#include "subset/config.hpp"

namespace subset {

// An entry means the tables that inherit from one, too, unless it says `only`. A glob means no
// table in which a migration tool keeps its state, unless the twin is to have none: only a name
// does.
[[nodiscard]] inline bool names_table(const TableRule& rule, const Table& table) {
    return config::is_about(rule, {table.name, table.ancestor_names}) &&
           (table.absent || !table.migrations || !config::is_glob(rule.name.value));
}

// The entry whose `rows` counts for the table: the last that means it and has one. Null: none.
[[nodiscard]] inline const TableRule* find_rows_rule(const Config& config, const Table& table) {
    const TableRule* last = nullptr;
    for (const TableRule& rule : config.tables) {
        last = rule.rows && names_table(rule, table) ? &rule : last;
    }
    return last;
}

// Whether its rows are in the twin only because a migration tool keeps its state there.
[[nodiscard]] inline bool has_rows_by_default(const Config& config, const Table& table) {
    return table.migrations && find_rows_rule(config, table) == nullptr;
}

}  // namespace subset
