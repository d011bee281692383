// kept_columns.hpp
//
// Finds the columns that the entries of [mask] keep name.
//
// Thread-safety: pure function, and a value.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "subset/config.hpp"

#include <map>
#include <utility>
#include <vector>

namespace subset {

struct KeptColumns {
    // Each entry that matches something, with the columns, in the order of the config. The config
    // must outlive this.
    std::vector<std::pair<const Text*, std::vector<ColumnOf>>> columns;
    // By column: the entry that keeps it, first of all one without a glob.
    std::map<ColumnOf, const Text*> entries;
    std::vector<Fault> faults;  // of entries that match nothing

    // Returns null where no entry names the column.
    [[nodiscard]] const Text* entry_of(ColumnOf column) const;
};

// An entry that names a table also means the tables that inherit the column from it. A misspelt
// entry could leave a column unmasked that nobody has looked at, so it is a fault.
[[nodiscard]] KeptColumns find_kept_columns(const Config& config, const Catalog& catalog);

}  // namespace subset
