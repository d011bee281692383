#include "load/file/copy_lines.hpp"

#include <utility>

namespace subset {

char unescape_copied(char letter) {
    switch (letter) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            return letter;
    }
}

TextRow parse_copy_line(std::string_view line, std::size_t fields) {
    TextRow row;
    if (fields == 0) {
        return row;
    }
    row.emplace_back(std::in_place);
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\t') {
            row.emplace_back(std::in_place);
        } else if (line[at] != '\\') {
            *row.back() += line[at];
        } else if (at + 1 < line.size()) {
            ++at;
            if (line[at] == 'N') {
                // Nothing else stands in such a field; a text that begins like it has two
                // backslashes.
                row.back().reset();
            } else {
                *row.back() += unescape_copied(line[at]);
            }
        }
    }
    return row;
}

void CopyLines::put(std::string_view data) {
    for (std::size_t end = data.find('\n'); end != std::string_view::npos; end = data.find('\n')) {
        if (rest_.empty()) {
            take_(parse_copy_line(data.substr(0, end), fields_));
        } else {
            rest_ += data.substr(0, end);
            take_(parse_copy_line(std::exchange(rest_, {}), fields_));
        }
        data.remove_prefix(end + 1);
    }
    rest_ += data;
}

}  // namespace subset
