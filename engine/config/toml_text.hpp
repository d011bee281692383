// toml_text.hpp
//
// Names and values as the text of a config file, so that reading it gives them back. Part of the
// config stage.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/identifier.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset::config {

// How wide lines of a config are that this program writes.
inline constexpr std::size_t text_width = 100;

// "name", with whatever a basic string of TOML escapes.
[[nodiscard]] std::string render_string(std::string_view text);
// A key: bare where it can be.
[[nodiscard]] std::string render_key(std::string_view name);
// ["a", "b"], on one line.
[[nodiscard]] std::string render_list(const std::vector<std::string>& texts);
// The same with a bracket before and behind, and as many on a line as fit.
[[nodiscard]] std::string render_long_list(const std::vector<std::string>& texts);

// Lines that begin with "# ". The text is broken at blanks, and printable.
[[nodiscard]] std::string render_comment(std::string_view text);
// The lines of a block as comments, unbroken.
[[nodiscard]] std::string comment_out(std::string_view block);

// As `table` and `parent` name a table: without its schema where that is public. Nothing where they
// cannot: names split at the first dot, and ${NAME} is replaced.
[[nodiscard]] std::optional<std::string> find_table_name(const QualifiedName& name);
// Whether `columns` can name it.
[[nodiscard]] bool can_name_column(std::string_view name);
// As `name` of [[table]] does, which may be a glob: what it could not spell is a star.
[[nodiscard]] std::string render_table_pattern(const QualifiedName& name);
// As an entry of `keep` names a column.
[[nodiscard]] std::string render_column_pattern(const QualifiedName& table,
                                                std::string_view column);

}  // namespace subset::config
