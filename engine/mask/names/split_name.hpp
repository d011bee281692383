// split_name.hpp
//
// Splits the name of a column into words that can be compared with the lists of this folder.
//
// Private to mask/. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Returns the words of a name in small letters, without accents, without numbers at their ends and
// without words that only join others: "dateDeNaissance2" is "date", "naissance".
[[nodiscard]] std::vector<std::string> split_telling_words(std::string_view name);

}  // namespace subset
