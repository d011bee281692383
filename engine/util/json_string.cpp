#include "util/json_string.hpp"

#include "util/characters.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

namespace subset::report {
namespace {

// Adds the character as JSON escapes it, in UTF-16.
void append_escaped(std::string& json, char32_t code) {
    const auto append = [&json](std::uint32_t unit) {
        fmt::format_to(std::back_inserter(json), "\\u{:04x}", unit);
    };
    if (code < 0x10000) {
        append(code);
        return;
    }
    append(0xd800 + ((code - 0x10000) >> 10U));
    append(0xdc00 + ((code - 0x10000) & 0x3ffU));
}

}  // namespace

std::string render_json_string(std::string_view text) {
    std::string json = "\"";
    while (!text.empty()) {
        const Character character = first_character(text);
        // "##[" in a line of a log would be a command of GitHub Actions.
        const bool command = text.starts_with('[') && json.ends_with("##");
        if (character.is_stray() || is_control(character.code) || command) {
            append_escaped(json, character.code);
        } else {
            json += text[0] == '"' || text[0] == '\\' ? "\\" : "";
            json += text.substr(0, character.bytes);
        }
        text.remove_prefix(character.bytes);
    }
    return json + "\"";
}

}  // namespace subset::report
