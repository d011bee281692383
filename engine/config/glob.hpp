// glob.hpp
//
// Names of [[table]] that stand for several tables, and which entry counts for one of them. Part of
// the config stage; the catalog and make_plan ask.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/config.hpp"
#include "subset/identifier.hpp"

#include <string_view>
#include <vector>

namespace subset::config {

// Whether `pattern` means the table: "*" is every table, otherwise schema and name are matched one
// by one, and without a dot the schema is public. A `*` stands for any characters, none included;
// all others stand for themselves.
// Whether the text matches, where a star stands for any characters.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);

[[nodiscard]] bool matches_glob(std::string_view pattern, const QualifiedName& table);

// The entry whose `rows` counts for the table: the last that matches and has one. Null: none.
[[nodiscard]] const TableRule* find_rows_rule(const std::vector<TableRule>& rules,
                                              const QualifiedName& table);

// Whether the config says that the twin has no such table.
[[nodiscard]] bool is_absent(const std::vector<TableRule>& rules, const QualifiedName& table);

}  // namespace subset::config
