// personal_names.hpp
//
// What the name of a column says of what is in it.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <string_view>

namespace subset {

// The mask for what a column so called usually holds, "@email", fit for its type; empty where the
// name says nothing of a person.
[[nodiscard]] std::string_view guess_mask(std::string_view table, const Column& column);

}  // namespace subset
