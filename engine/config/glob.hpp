// glob.hpp
//
// Names of [[table]] that stand for several tables. Part of the config stage; make_plan asks.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/identifier.hpp"

#include <string_view>

namespace subset::config {

// Whether `pattern` means the table: "*" is every table, otherwise schema and name are matched one
// by one, and without a dot the schema is public. A `*` stands for any characters, none included;
// all others stand for themselves.
// Whether the text matches, where a star stands for any characters.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);

[[nodiscard]] bool matches_glob(std::string_view pattern, const QualifiedName& table);

}  // namespace subset::config
