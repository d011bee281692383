#include "mask/made_up/dictionary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace subset {
namespace {

class DictionaryOf : public testing::TestWithParam<const char*> {};

bool are_distinct(const std::vector<std::string>& words) {
    return std::set<std::string>(words.begin(), words.end()).size() == words.size();
}

// What these numbers are multiplied to is at least a thousand of each kind.
TEST_P(DictionaryOf, HasWordsForAThousandOfEachKind) {
    const Dictionary& words = dictionary_of(GetParam());
    std::vector<std::string> cities;
    for (const City& city : words.cities) {
        cities.push_back(city.name);
        EXPECT_EQ(city.code.find_first_not_of("0123456789"), std::string::npos) << city.name;
    }
    EXPECT_GE(words.first_names.size(), 80U);
    EXPECT_GE(words.last_names.size(), 80U);
    EXPECT_GE(words.cities.size() * (1 + words.districts.size()), 1'000U);
    EXPECT_GE(words.streets.size(), 40U);
    EXPECT_GE(words.company_kinds.size(), 16U);
    for (const auto& list :
         {words.first_names, words.last_names, cities, words.districts, words.streets}) {
        EXPECT_TRUE(are_distinct(list));
        // WordChoice has 128 places.
        EXPECT_LE(list.size(), 128U);
    }
    for (const std::string& street : words.streets) {
        EXPECT_EQ(std::count(street.begin(), street.end(), '#'), 1) << street;
    }
}

TEST_P(DictionaryOf, NamesCanStandInAddressesOfMail) {
    const Dictionary& words = dictionary_of(GetParam());
    for (const auto& names : {words.first_names, words.last_names}) {
        for (const std::string& name : names) {
            const std::string plain = spell_plainly(name);
            const auto letters =
                static_cast<std::size_t>(std::count_if(name.begin(), name.end(), [](char letter) {
                    return (letter & 0xC0) != 0x80 && letter != ' ' && letter != '-';
                }));
            EXPECT_GE(plain.size(), letters) << name << " became " << plain;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(EveryLocale, DictionaryOf,
                         testing::Values("en", "de", "fr", "es", "it", "nl", "pl", "pt"));

TEST(Dictionary, SpellsNamesPlainly) {
    EXPECT_EQ(spell_plainly("José"), "jose");
    EXPECT_EQ(spell_plainly("van den Broek"), "vandenbroek");
    EXPECT_EQ(spell_plainly("Müller-Groß"), "muellergross");
    EXPECT_EQ(spell_plainly("Łukasz"), "lukasz");
}

}  // namespace
}  // namespace subset
