#include "mask/made_up/dictionary.hpp"

#include "mask/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace subset {
namespace {

using WordsOfKinds = std::map<std::string_view, std::vector<std::string>>;

std::vector<std::string> words_of_line(std::string_view text) {
    constexpr std::string_view between = "; ";
    std::vector<std::string> words;
    for (bool more = true; more;) {
        const auto end = text.find(between);
        words.emplace_back(text.substr(0, end));
        more = end != std::string_view::npos;
        text.remove_prefix(more ? end + between.size() : text.size());
    }
    return words;
}

WordsOfKinds words_of_kinds(std::string_view text) {
    constexpr std::string_view colon = ": ";
    WordsOfKinds lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (const auto end = line.find(colon); end != std::string_view::npos) {
            lines[line.substr(0, end)] = words_of_line(line.substr(end + colon.size()));
        }
    }
    return lines;
}

Dictionary read_dictionary(std::string_view text) {
    WordsOfKinds lines = words_of_kinds(text);
    Dictionary words;
    words.first_names = std::move(lines["first"]);
    words.last_names = std::move(lines["last"]);
    for (const std::string& city : lines["city"]) {
        const auto blank = city.rfind(' ');
        words.cities.push_back({city.substr(0, blank), city.substr(blank + 1)});
    }
    words.postcode = lines["postcode"].front();
    words.districts = std::move(lines["district"]);
    words.streets = std::move(lines["street"]);
    words.company_kinds = std::move(lines["company"]);
    return words;
}

// All letters with accents that the dictionaries have, beside what is written for them.
constexpr std::array plain_letters = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"},
    {"à", "a"},  {"á", "a"},  {"â", "a"},  {"ã", "a"},  {"ą", "a"},  {"Á", "a"},  {"Â", "a"},
    {"ç", "c"},  {"ć", "c"},  {"è", "e"},  {"é", "e"},  {"ê", "e"},  {"ë", "e"},  {"ę", "e"},
    {"É", "e"},  {"Ê", "e"},  {"í", "i"},  {"î", "i"},  {"ï", "i"},  {"Í", "i"},  {"ł", "l"},
    {"Ł", "l"},  {"ñ", "n"},  {"ń", "n"},  {"ó", "o"},  {"ô", "o"},  {"õ", "o"},  {"Ó", "o"},
    {"ś", "s"},  {"Ś", "s"},  {"ú", "u"},  {"ù", "u"},  {"û", "u"},  {"ź", "z"},  {"ż", "z"},
    {"Ż", "z"},  {"ò", "o"},  {"ì", "i"},  {"ý", "y"},
});

}  // namespace

const Dictionary& dictionary_of(std::string_view locale) {
    static const std::map<std::string_view, Dictionary> dictionaries{
        {"en", read_dictionary(words::en)}, {"de", read_dictionary(words::de)},
        {"fr", read_dictionary(words::fr)}, {"es", read_dictionary(words::es)},
        {"it", read_dictionary(words::it)}, {"nl", read_dictionary(words::nl)},
        {"pl", read_dictionary(words::pl)}, {"pt", read_dictionary(words::pt)},
    };
    return dictionaries.at(locale);
}

std::string spell_plainly(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const char letter = text.front();
        const auto* const accented =
            std::find_if(plain_letters.begin(), plain_letters.end(),
                         [&](const auto& each) { return text.starts_with(each.first); });
        if (accented != plain_letters.end()) {
            plain += accented->second;
            text.remove_prefix(accented->first.size());
            continue;
        }
        if (letter >= 'A' && letter <= 'Z') {
            plain += static_cast<char>(letter - 'A' + 'a');
        } else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
            plain += letter;
        }
        text.remove_prefix(1);
    }
    return plain;
}

}  // namespace subset
