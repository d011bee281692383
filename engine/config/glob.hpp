// glob.hpp
//
// A name of the config may stand for several tables or schemas. These functions say what it
// matches, and which [[table]] entry counts for a table.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"

#include <string_view>
#include <vector>

namespace subset::config {

// Whether the text matches the pattern, in which `*` stands for any characters or none, `?` for
// one, and every other character for itself.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);

// Whether the pattern may stand for several names.
[[nodiscard]] bool is_glob(std::string_view pattern);

// Whether `pattern` means the table. "*" means every table; otherwise schema and name are matched
// each by itself, and without a dot the schema is public.
[[nodiscard]] bool matches_glob(const TableName& pattern, const QualifiedName& table);

// An entry may mean a table by these names: its own, and those of all tables that it inherits from.
struct TableNames {
    QualifiedName own;
    std::vector<QualifiedName> ancestors = {};
};

// Whether the entry is about the table: it names the table, or, unless it says `only`, one that the
// table inherits from.
[[nodiscard]] bool is_about(const TableRule& rule, const TableNames& table);

// Returns the entry whose `rows` counts for the table: the last one that is about it and has
// `rows`. Returns null where there is none.
[[nodiscard]] const TableRule* find_rows_rule(const std::vector<TableRule>& rules,
                                              const TableNames& table);

// Whether the config says that the twin has no such table.
[[nodiscard]] bool is_absent(const std::vector<TableRule>& rules, const TableNames& table);

}  // namespace subset::config
