#include "report/json_string.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

namespace subset::report {
namespace {

unsigned char byte_at(std::string_view text, std::size_t position) {
    return static_cast<unsigned char>(text[position]);
}

// Bytes of the UTF-8 sequence that begins the text, which is not empty; 0 where it is not one (RFC
// 3629, section 4).
std::size_t sequence_length(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, i) & 0xc0U) != 0x80) {
            return 0;
        }
    }
    if (length < 3) {
        return length;
    }
    const unsigned second = byte_at(text, 1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool beyond = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

std::string render_json_string(std::string_view text) {
    std::string json = "\"";
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const unsigned first = byte_at(text, 0);
        if (length == 0) {
            json += "\\ufffd";
        } else if (first == '"' || first == '\\') {
            json += '\\';
            json += text[0];
        } else if (first < 0x20 || first == 0x7f) {
            fmt::format_to(std::back_inserter(json), "\\u{:04x}", first);
        } else {
            json += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return json + "\"";
}

}  // namespace subset::report
