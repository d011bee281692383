// name_words.hpp
//
// These functions split names of tables and columns into the words that they are made of, so that
// one can guess what they mean.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Renders "firstName" and "first_name" as " first name ".
[[nodiscard]] std::string words_of(std::string_view name);
// Whether the text holds the word, or the words in that order.
// Requires: the text begins and ends with a blank.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);
// Returns the words of the name one by one.
[[nodiscard]] std::vector<std::string> split_words(std::string_view name);
// Returns the words that this one may be the plural of, and first the word itself. Some of them are
// no words of the language.
[[nodiscard]] std::vector<std::string> singulars_of(std::string_view word);
// Whether the two are forms of one word: "order" and "orders", "category" and "categories",
// "person" and "people".
[[nodiscard]] bool is_same_word(std::string_view one, std::string_view other);

}  // namespace subset
