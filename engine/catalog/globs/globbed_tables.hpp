// globbed_tables.hpp
//
// Decides which tables a glob with columns means, as [[root]] and [[reference]] have it.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// This is a glob of the config with the columns beside it.
struct ColumnGlob {
    std::string_view header;  // of the entry: "[[root]]"
    const TableName& table;
    const std::vector<Text>& columns;
};

// Returns whether the table is in scope, the glob matches its name, and it has all of the columns.
[[nodiscard]] bool means_table(const ColumnGlob& glob, const Table& table);

// Takes out each table that inherits from another one of the list, as the other one's rows include
// those of what inherits from it.
[[nodiscard]] std::vector<TableId> without_heirs(const Catalog& catalog,
                                                 std::vector<TableId> tables);

// Explains that the glob means no table: none matches, or none of those that match has the columns.
[[nodiscard]] Fault explain_no_match(const ColumnGlob& glob, const Catalog& catalog);

// Renders which tables the entry means: "[[root]] table "*" (twin.toml:1) means 2 tables:
// public.files, public.jobs".
[[nodiscard]] std::string describe_match(const ColumnGlob& glob, const Catalog& catalog,
                                         const std::vector<TableId>& tables);

}  // namespace subset
