#include "util/on_one_line.hpp"

namespace subset {

std::string on_one_line(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
        if (is_control && !line.empty() && line.back() == ' ') {
            continue;
        }
        line += is_control ? ' ' : c;
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return line;
}

}  // namespace subset
