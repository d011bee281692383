// word_choice.hpp
//
// Renders the choice of a word by a value's HMAC as SQL: an array of the words, and a place in it.
// Where there are several languages, all words of one value are of the same. Private to mask/.
//
// Cost: what the server needs for one HMAC and for stepping over at most 128 words of each language.
// Thread-safety: const members from any thread.
#pragma once

#include "mask/made_up/dictionary.hpp"
#include "mask/mask_digits.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace subset {

// Choices of the same kind go together for one value: the city and the beginning of its postcode.
enum class Chosen : std::uint8_t { first_name, last_name, city, street, beside };

class WordChoice {
public:
    // Each list of words has so many places, in which it is repeated.
    static constexpr std::size_t places = 128;
    // Returns the word for a place of the list.
    using WordAt = std::function<std::string(const Dictionary&, std::size_t place)>;

    WordChoice(const std::vector<std::string>& locales, MaskDigits digits);

    [[nodiscard]] std::string render(Chosen kind, const WordAt& word) const;

private:
    std::vector<const Dictionary*> dictionaries_;  // a power of two of them
    std::size_t locale_bits_ = 0;
    MaskDigits digits_;
};

}  // namespace subset
