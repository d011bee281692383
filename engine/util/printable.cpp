#include "subset/printable.hpp"

#include "util/characters.hpp"

#include <algorithm>

namespace subset {
namespace {

// These begin a command of GitHub's runner. The first takes a whole line, which may be indented;
// the other, an older form, takes the rest of a line.
constexpr std::string_view line_command = "::";
constexpr std::string_view inner_command = "##[";

std::string without_controls(std::string_view text, std::string_view kept) {
    std::string clean;
    clean.reserve(text.size());
    bool blank_is_due = false;
    while (!text.empty()) {
        const Character character = first_character(text);
        const std::string_view bytes = text.substr(0, character.bytes);
        text.remove_prefix(character.bytes);
        const bool stays = kept.find(bytes) != std::string_view::npos;
        if (!stays && is_line_end_or_tab(character.code)) {
            blank_is_due = true;
            continue;
        }
        if (blank_is_due && !stays && !clean.empty() && !clean.ends_with(' ')) {
            clean += ' ';
        }
        blank_is_due = false;
        const bool shown = stays || !(character.is_stray() || is_control(character.code));
        clean += shown ? bytes : "?";
    }
    for (auto at = clean.find(inner_command); at != std::string::npos;
         at = clean.find(inner_command, at)) {
        clean[at + 1] = '?';
    }
    return clean;
}

// The runner skips blanks of any alphabet.
void disarm_first_word(std::string& line) {
    const auto first =
        std::find_if(line.begin(), line.end(), [](char each) { return each > ' ' && each <= '~'; });
    if (std::string_view{first, line.end()}.starts_with(line_command)) {
        *first = '?';
    }
}

}  // namespace

std::string printable(std::string_view text) { return without_controls(text, ""); }

std::string printable_lines(std::string_view text) {
    const std::string clean = without_controls(text, "\n\t");
    std::string lines;
    lines.reserve(clean.size());
    for (std::size_t begin = 0; begin < clean.size();) {
        const std::size_t end = std::min(clean.find('\n', begin), clean.size() - 1) + 1;
        std::string line = clean.substr(begin, end - begin);
        disarm_first_word(line);
        lines += line;
        begin = end;
    }
    return lines;
}

}  // namespace subset
