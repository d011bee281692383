// name_words.hpp
//
// Names of tables and columns as the words that they are made of, for guesses about what they mean.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// "firstName" and "first_name" as " first name ".
[[nodiscard]] std::string words_of(std::string_view name);
// Whether the word, or the words in a row, are among them. Requires: the text begins and ends with
// a blank.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);
// The words one by one.
[[nodiscard]] std::vector<std::string> split_words(std::string_view name);
// What a word may be the plural of, itself first; some of them are no words.
[[nodiscard]] std::vector<std::string> singulars_of(std::string_view word);
// "order" and "orders", "category" and "categories", "person" and "people".
[[nodiscard]] bool is_same_word(std::string_view one, std::string_view other);

}  // namespace subset
