// personal_names.hpp
//
// Guesses from the name of a column what is in it, in eight languages.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <string_view>

namespace subset {

// Returns the mask for what a column of this name usually holds, "@email", where it fits the
// column's type, and "@null" where the name is telling and no preset makes such a type. The text is
// empty where the name says nothing of a person.
[[nodiscard]] std::string_view guess_mask(std::string_view table, const Column& column);

// Whether the name says that the column holds nothing about a person: "order_status", or
// "created_at" of a date.
// Requires: guess_mask() finds nothing.
[[nodiscard]] bool has_plain_name(const Column& column);

// Whether the name is that of a text in which anything may stand, although others of its kind say
// nothing: "last_error", "filename", or "title" in a table of posts.
[[nodiscard]] bool has_name_of_free_text(std::string_view table, const Column& column);

}  // namespace subset
