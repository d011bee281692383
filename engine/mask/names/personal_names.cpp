#include "mask/names/personal_names.hpp"

#include "mask/names/name_words.hpp"
#include "mask/names/personal_words.hpp"
#include "mask/names/plain_words.hpp"
#include "mask/names/split_name.hpp"
#include "mask/value_class.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace subset {
namespace {

using Words = std::vector<std::string>;

// A line of personal_phrases without its phrases.
struct Telling {
    std::string mask;
    std::string also;  // the letters behind it
};

struct TellingPhrase {
    Words words;
    bool whole = false;  // it must be the whole name
    std::size_t line = 0;
};

struct Dictionary {
    std::vector<Telling> lines;
    std::vector<TellingPhrase> phrases;
    std::unordered_map<std::string, std::vector<std::size_t>> by_word;  // phrases by a first word
    std::vector<std::size_t> by_stem;  // phrases that have a star in their first word
};

class WordSet {
public:
    explicit WordSet(std::string_view text) {
        std::istringstream stream{std::string{text}};
        for (std::string word; stream >> word;) {
            words_.insert(word);
        }
    }
    [[nodiscard]] bool has(const std::string& word) const {
        const Words forms = singulars_of(word);
        return std::any_of(forms.begin(), forms.end(),
                           [&](const std::string& form) { return words_.contains(form); });
    }

private:
    std::unordered_set<std::string> words_;
};

Dictionary read_dictionary() {
    Dictionary made;
    std::istringstream lines{std::string{personal_phrases}};
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos) {
            continue;
        }
        std::istringstream head{line.substr(0, colon)};
        Telling telling;
        head >> telling.mask >> telling.also;
        made.lines.push_back(std::move(telling));
        std::istringstream phrases{line.substr(colon + 2)};
        for (std::string phrase; std::getline(phrases, phrase, ',');) {
            TellingPhrase each;
            each.line = made.lines.size() - 1;
            std::istringstream words{phrase};
            for (std::string word; words >> word;) {
                each.whole = each.whole || word.front() == '=';
                each.words.push_back(word.front() == '=' ? word.substr(1) : word);
            }
            if (each.words.empty()) {
                continue;
            }
            const std::string& first = each.words.front();
            (first.front() == '*' || first.back() == '*' ? made.by_stem : made.by_word[first])
                .push_back(made.phrases.size());
            made.phrases.push_back(std::move(each));
        }
    }
    return made;
}

bool matches_word(const std::string& word, std::string_view of_phrase) {
    if (of_phrase.front() == '*') {
        return word.ends_with(of_phrase.substr(1));
    }
    if (of_phrase.back() == '*') {
        return word.starts_with(of_phrase.substr(0, of_phrase.size() - 1));
    }
    const Words forms = singulars_of(word);
    return std::find(forms.begin(), forms.end(), of_phrase) != forms.end();
}

bool matches_at(const Words& name, std::size_t at, const TellingPhrase& phrase) {
    if (at + phrase.words.size() > name.size() ||
        (phrase.whole && phrase.words.size() != name.size())) {
        return false;
    }
    for (std::size_t word = 0; word < phrase.words.size(); ++word) {
        if (!matches_word(name[at + word], phrase.words[word])) {
            return false;
        }
    }
    return true;
}

// Whether a phrase at this place is what the name is about.
bool is_about(const Words& name, std::size_t at, std::size_t length) {
    static const WordSet first{first_words_about_it};
    static const WordSet last{last_words_about_it};
    return (at == 0 || !first.has(name.front())) &&
           (at + length == name.size() || !last.has(name.back()));
}

// Finds the phrase that ends nearest to the name's end, and of these the longest.
const Telling* find_telling(const Words& name) {
    static const Dictionary dictionary = read_dictionary();
    const TellingPhrase* best = nullptr;
    std::size_t best_end = 0;
    const auto consider = [&](const std::vector<std::size_t>& candidates, std::size_t at) {
        for (const std::size_t each : candidates) {
            const TellingPhrase& phrase = dictionary.phrases[each];
            const std::size_t length = phrase.words.size();
            const bool better = best == nullptr || at + length > best_end ||
                                (at + length == best_end && length > best->words.size());
            if (better && matches_at(name, at, phrase) && is_about(name, at, length)) {
                best = &phrase;
                best_end = at + length;
            }
        }
    };
    for (std::size_t at = 0; at < name.size(); ++at) {
        for (const std::string& form : singulars_of(name[at])) {
            const auto found = dictionary.by_word.find(form);
            if (found != dictionary.by_word.end()) {
                consider(found->second, at);
            }
        }
        consider(dictionary.by_stem, at);
    }
    return best == nullptr ? nullptr : &dictionary.lines[best->line];
}

bool is_name_word(const std::string& word) {
    static const WordSet words{words_for_name};
    return words.has(word);
}

bool is_person_word(const std::string& word) {
    static const WordSet words{people_words};
    return words.has(word);
}

// Whether it is the name of a person: "customer_name", "nomClient", "customername", or "name" in a
// table of customers.
bool is_name_of_person(const Words& table, const Words& name) {
    if (name.size() == 1 && is_name_word(name.front())) {
        return std::any_of(table.begin(), table.end(), is_person_word);
    }
    for (std::size_t at = 0; at < name.size(); ++at) {
        const std::string& word = name[at];
        const bool joined = word.size() > 6 && word.ends_with("name") &&
                            is_person_word(word.substr(0, word.size() - 4));
        const bool beside =
            at + 1 < name.size() && ((is_person_word(word) && is_name_word(name[at + 1])) ||
                                     (is_name_word(word) && is_person_word(name[at + 1])));
        if ((joined || beside) && is_about(name, at, joined ? 1 : 2)) {
            return true;
        }
    }
    return false;
}

// Whether it is the name of a company: "tenant_name", or "name" in a table of tenants.
bool is_name_of_company(const Words& table, const Words& name) {
    static const WordSet companies{company_words};
    if (name.size() == 1 && is_name_word(name.front())) {
        return !table.empty() && companies.has(table.back());
    }
    return name.size() == 2 && companies.has(name.front()) && is_name_word(name.back());
}

std::string_view fit_telling(const Telling& telling, const Column& column) {
    const ValueShape shape = shape_of(column);
    const auto also = [&](char letter) { return telling.also.find(letter) != std::string::npos; };
    switch (shape.value) {
        case ValueClass::text:
            return telling.mask == "@date" || telling.mask == "@number"
                       ? "@hash"
                       : std::string_view{telling.mask};
        case ValueClass::date:
            return also('d') ? "@date" : "";
        case ValueClass::span:
        case ValueClass::clock:
            return also('d') ? "@date" : also('m') ? "@null" : "";
        case ValueClass::number:
            return also('n') || also('d') ? "@number" : "";
        case ValueClass::uuid:
            return also('u') ? "@uuid" : "";
        case ValueClass::ip:
            return "@ip";
        case ValueClass::json:
            return "@json";
        case ValueClass::bytes:
            return telling.mask == "@hash" ? "@hash" : "@null";
        default:
            return also('m') && column.base_type != "boolean" ? "@null" : "";
    }
}

}  // namespace

std::string_view guess_mask(std::string_view table, const Column& column) {
    static const Telling name_of_person{"@name", "m"};
    static const Telling name_of_company{"@company", "m"};
    const Words name = split_telling_words(column.name);
    if (const Telling* const telling = find_telling(name)) {
        return fit_telling(*telling, column);
    }
    const Words of_table = split_telling_words(table);
    return is_name_of_company(of_table, name)  ? fit_telling(name_of_company, column)
           : is_name_of_person(of_table, name) ? fit_telling(name_of_person, column)
                                               : std::string_view{};
}

bool has_name_of_free_text(std::string_view table, const Column& column) {
    static const WordSet always{free_text_words};
    static const WordSet written{written_words};
    static const WordSet tables{written_tables};
    const Words name = split_telling_words(column.name);
    if (name.empty() || shape_of(column).value != ValueClass::text) {
        return false;
    }
    const bool file_name =
        name.size() > 1 && name[name.size() - 2] == "file" && is_name_word(name.back());
    const Words of_table = split_telling_words(table);
    return file_name || always.has(name.back()) ||
           (written.has(name.back()) && !of_table.empty() && tables.has(of_table.back()));
}

bool has_plain_name(const Column& column) {
    static const WordSet plain{plain_words};
    static const WordSet plain_first{plain_first_words};
    static const WordSet plain_dates{plain_date_words};
    const Words name = split_telling_words(column.name);
    if (name.empty()) {
        return false;
    }
    if (shape_of(column).value == ValueClass::date) {
        return std::any_of(name.begin(), name.end(),
                           [&](const std::string& word) { return plain_dates.has(word); });
    }
    return plain.has(name.back()) || is_name_word(name.back()) ||
           (name.size() > 1 && plain_first.has(name.front()));
}

}  // namespace subset
