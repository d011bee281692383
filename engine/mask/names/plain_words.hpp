// plain_words.hpp
//
// These are the words by which the name of a column tells that it says nothing about a person, in
// the same languages and the same form as personal_words.hpp.
//
// Private to mask/. Thread-safety: constants.
#pragma once

#include <string_view>

namespace subset {

// A name that ends in one of these, "order_status", is plain where nothing in it is personal.
extern const std::string_view plain_words;

// In Romance languages and Polish the word that says what a column is stands first: "tipo_envio".
extern const std::string_view plain_first_words;

// A date whose name has one of these is one of the record's own: "created_at", "due_date".
extern const std::string_view plain_date_words;

// Words of a name behind which stands what a program says that something went wrong with, or what
// somebody called a file.
extern const std::string_view free_text_words;
// The same in tables of what people write, and the words of such tables.
extern const std::string_view written_words;
extern const std::string_view written_tables;

}  // namespace subset
