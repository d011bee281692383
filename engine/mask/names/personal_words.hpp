// personal_words.hpp
//
// These are the words by which the name of a column tells that it holds something about a person,
// or a secret, in English, German, French, Spanish, Italian, Dutch, Polish and Portuguese. They are
// written without accents and in small letters.
//
// Private to mask/. Thread-safety: constants.
#pragma once

#include <string_view>

namespace subset {

// Each line says a mask, what else its words ask for, and phrases. A phrase is one word or several
// in a row; a star at a word's end or beginning stands for any letters, and an equals sign says
// that the phrase is the whole name. Behind the mask stand letters: d, a date gets @date; n, a
// number gets @number; u, a uuid gets @uuid; m, what no preset makes is to be asked about all the
// same.
extern const std::string_view personal_phrases;

// A column "name" of a table that is called like one of these, or a name that ends in one of these
// and a word for "name", means the name of a person.
extern const std::string_view people_words;
extern const std::string_view words_for_name;
// Tables in which each row is a company, so that its name is no person's.
extern const std::string_view company_words;

// A phrase does not count where the name ends in one of these, "email_verified", or begins with one
// of those, "is_phone_known": the column then says something else about it.
extern const std::string_view last_words_about_it;
extern const std::string_view first_words_about_it;

}  // namespace subset
