// glob.hpp
//
// Names of the config that stand for several tables or schemas, and which entry of [[table]] counts
// for a table. Part of the config stage; later ones ask.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"
#include "subset/identifier.hpp"

#include <string_view>
#include <vector>

namespace subset::config {

// Whether the text matches, where `*` stands for any characters, none included, `?` for one, and
// all others for themselves.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);

// Whether the pattern may stand for several names.
[[nodiscard]] bool is_glob(std::string_view pattern);

// Whether `pattern` means the table: "*" is every table, otherwise schema and name are matched one
// by one, and without a dot the schema is public.
[[nodiscard]] bool matches_glob(std::string_view pattern, const QualifiedName& table);

// What a table may be called by: its own name, and those of all that it inherits from.
struct TableNames {
    QualifiedName own;
    std::vector<QualifiedName> ancestors = {};
};

// Whether an entry is about a table: it names it, or one that it inherits from, but for `only`.
[[nodiscard]] bool is_about(const TableRule& rule, const TableNames& table);

// The entry whose `rows` counts for the table: the last that is about it and has one. Null: none.
[[nodiscard]] const TableRule* find_rows_rule(const std::vector<TableRule>& rules,
                                              const TableNames& table);

// Whether the config says that the twin has no such table.
[[nodiscard]] bool is_absent(const std::vector<TableRule>& rules, const TableNames& table);

}  // namespace subset::config
