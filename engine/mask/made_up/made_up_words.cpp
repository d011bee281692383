#include "mask/made_up/made_up_value.hpp"
#include "mask/made_up/word_choice.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace subset {
namespace {

constexpr std::size_t most_digits = 12;  // what keeps the values of a unique column apart

// Half of the places stay empty, so that some have a second name and others have none.
std::string second_of(const std::vector<std::string>& words, std::size_t place,
                      const char* between) {
    return place % 2 == 0 ? std::string{} : between + words[(place / 2 * 7 + 3) % words.size()];
}

std::string initial_of_second(const Dictionary&, std::size_t place) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPRSTVW";
    return place % 2 == 0 ? std::string{}
                          : fmt::format(" {}.", letters[place / 2 % letters.size()]);
}

// Spanish and Portuguese people have two family names side by side, and others have one joined.
std::string second_last_name(const Dictionary& words, std::size_t place) {
    const bool apart = words.company_kinds.front().starts_with("e ");
    return second_of(words.last_names, place, apart ? " " : "-");
}

// Fills the pattern of a postcode, "##" or "# @@", differently for each place.
std::string fill_postcode(const std::string& pattern, std::size_t place) {
    std::string filled;
    std::size_t number = place * 97 + 41;
    for (const char sign : pattern) {
        if (sign == '#') {
            filled += static_cast<char>('0' + number % 10);
            number = number / 10 + place * 3;
        } else if (sign == '@') {
            filled += static_cast<char>('A' + number % 26);
            number = number / 26 + place * 5;
        } else {
            filled += sign;
        }
    }
    return filled;
}

std::string render_house_number(const MaskDigits& digits) {
    return fmt::format("(1 OPERATOR(pg_catalog.+) pg_catalog.mod({}, 198))::pg_catalog.text",
                       digits.byte(16));
}

template <typename List>
WordChoice::WordAt word_of(List Dictionary::* list) {
    return [list](const Dictionary& words, std::size_t place) {
        return (words.*list)[place % (words.*list).size()];
    };
}

// Renders the words that look like the value. One person's go together, so there `plain` leaves
// out second names, which the person's full name has not either.
std::string render_words(Preset preset, const WordChoice& choice, const MaskDigits& digits,
                         bool plain) {
    const auto first = [&] {
        return choice.render(Chosen::first_name, word_of(&Dictionary::first_names));
    };
    const auto last = [&] {
        return choice.render(Chosen::last_name, word_of(&Dictionary::last_names));
    };
    const auto beside = [&](const WordChoice::WordAt& word) {
        return choice.render(Chosen::beside, word);
    };
    switch (preset) {
        case Preset::first_name:
            return plain ? first() : concatenate_texts({first(), beside(initial_of_second)});
        case Preset::last_name:
            return plain ? last() : concatenate_texts({last(), beside(second_last_name)});
        case Preset::company:
            return concatenate_texts({last(), "' '", beside(word_of(&Dictionary::company_kinds))});
        case Preset::city: {
            const std::string city =
                choice.render(Chosen::city, [](const Dictionary& words, std::size_t place) {
                    return words.cities[place % words.cities.size()].name;
                });
            return plain ? city
                         : concatenate_texts(
                               {city, beside([](const Dictionary& words, std::size_t place) {
                                    return second_of(words.districts, place, " ");
                                })});
        }
        case Preset::postcode:
            return concatenate_texts(
                {choice.render(Chosen::city,
                               [](const Dictionary& words, std::size_t place) {
                                   return words.cities[place % words.cities.size()].code;
                               }),
                 beside([](const Dictionary& words, std::size_t place) {
                     return fill_postcode(words.postcode, place);
                 })});
        case Preset::address:
            return fmt::format("pg_catalog.replace({}, '#', {})",
                               choice.render(Chosen::street, word_of(&Dictionary::streets)),
                               render_house_number(digits));
        default:
            return concatenate_texts({first(), "' '", last()});
    }
}

// A word of the dictionary is what stands there where the made-up one happens to be the raw one.
std::string render_other_word(const Masked& masked, const std::string& text) {
    const std::vector<std::string>& names = dictionary_of(masked.locales.front()).last_names;
    const auto cut = [&](const std::string& word) {
        const auto length = length_for(masked);
        return length ? fmt::format("pg_catalog.\"left\"({}, {})", pg::quote_literal(word), *length)
                      : pg::quote_literal(word) + "::pg_catalog.text";
    };
    const auto second = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
        return name.front() != names.front().front();
    });
    return fmt::format("CASE WHEN {0} OPERATOR(pg_catalog.=) {1} THEN {2} ELSE {1} END", text,
                       cut(names.front()), cut(*second));
}

std::size_t digits_beside_words(const Masked& masked) {
    const std::size_t room = length_for(masked).value_or(most_digits * 2);
    return std::min(most_digits, room < 3 ? room : room - 2);
}

}  // namespace

std::string render_made_up_words(const PresetCall& call, const Masked& masked,
                                 const Subject& subject) {
    const MaskDigits digits{subject.hashed};
    const WordChoice choice{masked.locales, digits};
    const std::string words =
        render_words(call.preset, choice, digits, masked.identity.has_value());
    const auto length = length_for(masked);
    if (masked.form.distinct) {
        const std::size_t count = digits_beside_words(masked);
        if (length && *length < count + 2) {
            return digits.decimal(count);
        }
        const std::string cut =
            length ? fmt::format("pg_catalog.\"left\"({}, {})", words, *length - count - 1) : words;
        return concatenate_texts({cut, "' '", digits.decimal(count)});
    }
    return render_unlike(
        length ? fmt::format("pg_catalog.\"left\"({}, {})", words, *length) : words, subject.text,
        render_other_word(masked, subject.text));
}

double bits_of_words(const Masked& masked) {
    return static_cast<double>(digits_beside_words(masked)) * std::log2(10.0);
}

}  // namespace subset
