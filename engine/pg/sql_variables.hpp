// sql_variables.hpp
//
// Puts values into the .sql files, whose variables are written as for psql, `:name`. Part of
// engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace subset::pg {

// Replaces each `:name`, which is not part of a longer word or of a cast, by the SQL text `value`.
[[nodiscard]] std::string with_variable(std::string_view sql, std::string_view name,
                                        std::string_view value);

// The values as a text[] literal with its cast.
[[nodiscard]] std::string render_text_array(std::span<const std::string> values);

}  // namespace subset::pg
