// toml_text.hpp
//
// Renders names and values as the text of a config file, so that reading it gives them back. Part
// of the config stage.
//
// Thread-safety: pure functions.
#pragma once

#include "util/identifier.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset::config {

// Lines in a config that this program writes are at most so wide.
inline constexpr std::size_t text_width = 100;

// Renders the text as a basic string of TOML, "name", escaped where need be.
[[nodiscard]] std::string render_string(std::string_view text);
// Renders the name as a key, bare where it can be.
[[nodiscard]] std::string render_key(std::string_view name);
// Renders the texts as an array on one line: ["a", "b"].
[[nodiscard]] std::string render_list(const std::vector<std::string>& texts);
// Renders the texts as an array of several lines, with as many texts on a line as fit.
[[nodiscard]] std::string render_long_list(const std::vector<std::string>& texts);

// Renders the text as lines that begin with "# ". It is broken at blanks and made printable.
[[nodiscard]] std::string render_comment(std::string_view text);
// Turns the lines of a block into comments; each stays as long as it was.
[[nodiscard]] std::string comment_out(std::string_view block);

// Renders the name of a table as `table` and `parent` say it, without its schema where that is
// public. Returns nothing where they cannot say it, since a name is split at the first dot and
// ${NAME} is replaced.
[[nodiscard]] std::optional<std::string> find_table_name(const QualifiedName& name);
// Whether `columns` can name the column.
[[nodiscard]] bool can_name_column(std::string_view name);
// Renders the table as `name` of [[table]] says it. That may be a glob, so a star stands for each
// character that it could not spell.
[[nodiscard]] std::string render_table_pattern(const QualifiedName& name);
// Renders the column as an entry of `keep` says it.
[[nodiscard]] std::string render_column_pattern(const QualifiedName& table,
                                                std::string_view column);

}  // namespace subset::config
