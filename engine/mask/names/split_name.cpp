#include "mask/names/split_name.hpp"

#include "mask/names/name_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace subset {
namespace {

// The letters of U+00C0 to U+017F without their accents, one for each; "-" where there is none.
constexpr std::string_view without_accents =
    "AAAAAAACEEEEIIIIDNOOOOO-OUUUUYTsaaaaaaaceeeeiiiidnooooo-ouuuuyty"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

constexpr std::array joining = std::to_array<std::string_view>(
    {"of", "de", "di", "da", "do", "du", "des", "del", "della", "dell", "la", "le", "el", "the"});

// Whether this second byte is that of an umlaut, which German also writes with an e: "ue".
bool is_umlaut(unsigned char byte) {
    return byte == 0x84 || byte == 0x96 || byte == 0x9c || byte == 0xa4 || byte == 0xb6 ||
           byte == 0xbc;
}

// Renders the name without accents: "straße" is "strasse", "prénom" is "prenom".
std::string fold(std::string_view name) {
    std::string text;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const auto byte = static_cast<unsigned char>(name[at]);
        if (byte >= 0xc3 && byte <= 0xc5 && at + 1 < name.size()) {
            const auto next = static_cast<unsigned char>(name[++at]);
            text += without_accents[static_cast<std::size_t>(byte - 0xc3) * 64 + (next & 0x3fU)];
            text += byte != 0xc3 ? "" : next == 0x9f ? "s" : is_umlaut(next) ? "e" : "";
        } else {
            text += name[at];
        }
    }
    return text;
}

// Puts a blank before the last capital of several, where a word begins with it: "IPAddress".
std::string part_capitals(std::string_view name) {
    const auto is = [&](std::size_t at, int (*kind)(int)) {
        return at < name.size() && kind(static_cast<unsigned char>(name[at])) != 0;
    };
    std::string text;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const bool begins = at > 0 && is(at - 1, std::isupper) && is(at, std::isupper) &&
                            is(at + 1, std::islower) && is(at + 2, std::islower);
        text += begins ? " " : "";
        text += name[at];
    }
    return text;
}

}  // namespace

std::vector<std::string> split_telling_words(std::string_view name) {
    std::vector<std::string> words = split_words(part_capitals(fold(name)));
    for (std::string& word : words) {
        while (!word.empty() && std::isdigit(static_cast<unsigned char>(word.back())) != 0) {
            word.pop_back();
        }
    }
    std::erase_if(words, [&](const std::string& word) {
        return word.empty() || (words.size() > 1 &&
                                std::find(joining.begin(), joining.end(), word) != joining.end());
    });
    return words;
}

}  // namespace subset
