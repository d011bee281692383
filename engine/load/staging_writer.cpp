#include "load/staging_writer.hpp"

#include "load/file/copy_lines.hpp"

namespace subset {
namespace {

// A character of a quoted field of a composite value, as COPY's text format has it.
void append_character(char character, std::string& text) {
    switch (character) {
        case '"':
            text += "\"\"";
            break;
        case '\\':
            text += "\\\\\\\\";  // doubled for the value, and each again for COPY
            break;
        case '\n':
            text += "\\n";
            break;
        case '\r':
            text += "\\r";
            break;
        case '\t':
            text += "\\t";
            break;
        default:
            text += character;
    }
}

void append_field(std::string_view field, std::string& text) {
    if (field == "\\N") {
        return;  // NULL is nothing at all
    }
    text += '"';
    for (std::size_t i = 0; i < field.size(); ++i) {
        const bool escaped = field[i] == '\\' && i + 1 < field.size();
        append_character(escaped ? unescape_copied(field[++i]) : field[i], text);
    }
    text += '"';
}

}  // namespace

void append_composite(std::string_view line, std::string& text) {
    text += '(';
    for (;;) {
        const std::size_t end = line.find('\t');
        append_field(line.substr(0, end), text);
        if (end == std::string_view::npos) {
            break;
        }
        text += ',';
        line.remove_prefix(end + 1);
    }
    text += ')';
}

void StagingWriter::put(std::string_view lines) {
    std::string text;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        text += number_ + '\t';
        if (has_columns_) {
            append_composite(lines.substr(0, end), text);
        } else {
            text += "()";
        }
        text += '\n';
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    }
    writer_.put(text);
}

}  // namespace subset
