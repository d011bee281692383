// personal_names.hpp
//
// Guesses from the name of a column what is in it.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <string_view>

namespace subset {

// Returns the mask for what a column of this name usually holds, "@email", where it fits the
// column's type. The text is empty where the name says nothing of a person.
[[nodiscard]] std::string_view guess_mask(std::string_view table, const Column& column);

}  // namespace subset
