#include "config/toml/toml_text.hpp"

#include "subset/printable.hpp"
#include "util/characters.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace subset::config {
namespace {

constexpr std::string_view variable_start = "${";

// Joins schema and name. The schema is left out unless the name alone would be split, or would mean
// another table.
std::string join_name(const std::string& schema, const std::string& name) {
    const bool alone = schema == "public" && name.find('.') == std::string::npos;
    return alone ? name : schema + "." + name;
}

std::string without_variables(const std::string& name) {
    return replace_all(name, variable_start, "*{");
}

}  // namespace

std::string render_string(std::string_view text) {
    std::string escaped = "\"";
    while (!text.empty()) {
        const Character character = first_character(text);
        // "##[" in a line of a log would be a command of GitHub Actions.
        const bool command = text.starts_with('[') && escaped.ends_with("##");
        if (is_control(character.code) || command) {
            escaped += fmt::format("\\U{:08X}", static_cast<std::uint32_t>(character.code));
        } else {
            escaped += text[0] == '"' || text[0] == '\\' ? "\\" : "";
            escaped += text.substr(0, character.bytes);
        }
        text.remove_prefix(character.bytes);
    }
    return escaped + "\"";
}

std::string render_key(std::string_view name) {
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               (each >= '0' && each <= '9') || each == '_' || each == '-';
    });
    return bare ? std::string{name} : render_string(name);
}

std::string render_list(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& each : texts) {
        list += (list.empty() ? "" : ", ") + render_string(each);
    }
    return "[" + list + "]";
}

std::string render_long_list(const std::vector<std::string>& texts) {
    std::string list = "[\n";
    std::string line;
    for (const std::string& each : texts) {
        const std::string entry = render_string(each) + ",";
        if (!line.empty() && line.size() + 1 + entry.size() > text_width) {
            list += line + "\n";
            line.clear();
        }
        line += (line.empty() ? "  " : " ") + entry;
    }
    return list + line + "\n]";
}

std::string render_comment(std::string_view text) {
    std::string lines;
    std::string line = "#";
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const std::string word = printable(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() > 1 && line.size() + 1 + word.size() > text_width) {
            lines += line + "\n";
            line = "#";
        }
        line += " " + word;
    }
    return lines + line + "\n";
}

std::string comment_out(std::string_view block) {
    std::string lines;
    while (!block.empty()) {
        const auto end = std::min(block.find('\n'), block.size());
        const std::string line{block.substr(0, end)};
        block.remove_prefix(std::min(end + 1, block.size()));
        lines += line.empty() ? "#\n" : "# " + line + "\n";
    }
    return lines;
}

std::optional<std::string> find_table_name(const QualifiedName& name) {
    const bool split = name.schema.find('.') != std::string::npos;
    if (split || name.text().find(variable_start) != std::string::npos) {
        return std::nullopt;
    }
    return join_name(name.schema, name.name);
}

bool can_name_column(std::string_view name) {
    return name.find(variable_start) == std::string_view::npos && !name.starts_with('(');
}

std::string render_table_pattern(const QualifiedName& name) {
    return join_name(without_variables(replace_all(name.schema, ".", "*")),
                     without_variables(name.name));
}

std::string render_column_pattern(const QualifiedName& table, std::string_view column) {
    const std::string last = replace_all(without_variables(std::string{column}), ".", "*");
    return render_table_pattern(table) + "." + last;
}

}  // namespace subset::config
