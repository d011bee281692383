#include "mask/made_up/word_choice.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

constexpr std::size_t place_bits = 7;
constexpr std::size_t kinds_of_words = 5;

// Renders a place among those of all languages. The HMAC may stand there only once, yet two groups
// of its bits are needed: those that choose the word, and those that choose the language, which are
// the same for all kinds of words. Divided by 2^m - 1, bits m places further up fall onto these.
std::string render_place(const MaskDigits& digits, std::size_t kind, std::size_t locale_bits) {
    const auto ones = [](std::size_t count) { return (std::uint64_t{1} << count) - 1; };
    if (locale_bits == 0) {
        return fmt::format("({} OPERATOR(pg_catalog.&) {})", digits.byte(kind), ones(place_bits));
    }
    const std::size_t step = place_bits + locale_bits + 1;
    const std::size_t locale_at = (kinds_of_words - 1) * step + place_bits;
    const std::uint64_t taken =
        (ones(place_bits) << (kind * step)) | (ones(locale_bits) << locale_at);
    return fmt::format(
        "pg_catalog.mod({} OPERATOR(pg_catalog.&) {}::pg_catalog.int8, "
        "{}::pg_catalog.int8)::pg_catalog.int4",
        digits.number(15), taken, ones(step));
}

}  // namespace

WordChoice::WordChoice(const std::vector<std::string>& locales, MaskDigits digits)
    : digits_{std::move(digits)} {
    while ((std::size_t{1} << locale_bits_) < locales.size()) {
        ++locale_bits_;
    }
    for (std::size_t place = 0; place < std::size_t{1} << locale_bits_; ++place) {
        dictionaries_.push_back(&dictionary_of(locales[place % locales.size()]));
    }
}

std::string WordChoice::render(Chosen kind, const WordAt& word) const {
    pg::ArrayLiteral words;
    for (const Dictionary* const dictionary : dictionaries_) {
        for (std::size_t place = 0; place < places; ++place) {
            words.add(word(*dictionary, place));
        }
    }
    return fmt::format("({}::pg_catalog.text[])[1 OPERATOR(pg_catalog.+) {}]", words.sql(),
                       render_place(digits_, static_cast<std::size_t>(kind), locale_bits_));
}

}  // namespace subset
