#include "report/escape.hpp"

#include "subset/printable.hpp"

namespace subset::report {

std::string escape_html(std::string_view text) {
    std::string escaped;
    for (const char each : printable(text)) {
        switch (each) {
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '&':
                escaped += "&amp;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += each;
        }
    }
    return escaped;
}

std::string escape_markdown(std::string_view text) {
    constexpr std::string_view special = "\\`*_{}[]<>()#+-.!|&~:$";
    std::string escaped;
    for (const char character : printable(text)) {
        if (special.find(character) != std::string_view::npos) {
            escaped += '\\';
        }
        escaped += character;
    }
    return escaped;
}

}  // namespace subset::report
