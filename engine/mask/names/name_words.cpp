#include "mask/names/name_words.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace subset {

std::vector<std::string> singulars_of(std::string_view word) {
    std::vector<std::string> forms = {std::string{word}};
    const auto without = [&](std::size_t letters, std::string_view instead) {
        forms.push_back(std::string{word.substr(0, word.size() - letters)} + std::string{instead});
    };
    if (word == "people") {
        forms.emplace_back("person");
    }
    if (word.size() > 2 && word.ends_with("s")) {
        without(1, "");
    }
    if (word.size() > 3 && word.ends_with("es")) {
        without(2, "");
    }
    if (word.size() > 4 && word.ends_with("ies")) {
        without(3, "y");
    }
    return forms;
}

std::string words_of(std::string_view name) {
    std::string text = " ";
    char before = ' ';
    for (const char each : name) {
        const auto byte = static_cast<unsigned char>(each);
        if (std::isalnum(byte) == 0 && byte < 0x80) {
            text += text.back() == ' ' ? "" : " ";
        } else {
            const bool begins =
                std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
            text += begins ? " " : "";
            text += static_cast<char>(std::tolower(byte));
        }
        before = each;
    }
    return text.back() == ' ' ? text : text + " ";
}

bool has_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (text[at - 1] == ' ' && text[at + word.size()] == ' ') {
            return true;
        }
    }
    return false;
}

std::vector<std::string> split_words(std::string_view name) {
    std::istringstream stream{words_of(name)};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

bool is_same_word(std::string_view one, std::string_view other) {
    const std::vector<std::string> forms = singulars_of(one);
    const std::vector<std::string> others = singulars_of(other);
    return std::any_of(forms.begin(), forms.end(), [&](const std::string& each) {
        return std::find(others.begin(), others.end(), each) != others.end();
    });
}

}  // namespace subset
