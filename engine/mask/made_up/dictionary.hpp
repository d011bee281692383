// dictionary.hpp
//
// The words of one language of which names, addresses and companies are made up. They are data:
// words/*.words, one line for each kind of word, which the build embeds. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct City {
    std::string name;
    std::string code;  // postcodes of the city begin like this
};

struct Dictionary {
    std::vector<std::string> first_names;
    std::vector<std::string> last_names;
    std::vector<City> cities;
    std::string postcode;  // how a postcode goes on: # is a digit, @ a letter
    std::vector<std::string> districts;
    std::vector<std::string> streets;        // # is the number of the house
    std::vector<std::string> company_kinds;  // what follows the name of a company's founder
};

// Requires: `locale` is one that [mask] locale takes, "en" or "de" ...
[[nodiscard]] const Dictionary& dictionary_of(std::string_view locale);

// Returns the text in small letters without accents, without blanks, and without what an e-mail
// address may not have: "José" and "de la Peña" become "jose" and "delapena".
[[nodiscard]] std::string spell_plainly(std::string_view text);

}  // namespace subset
