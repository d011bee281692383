#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset::config {

std::string render_string(std::string_view text) {
    std::string escaped = "\"";
    for (const char each : text) {
        const auto code = static_cast<unsigned char>(each);
        if (each == '"' || each == '\\') {
            escaped += '\\';
            escaped += each;
        } else if (code < 0x20 || code == 0x7f) {
            escaped += fmt::format("\\u{:04X}", code);
        } else {
            escaped += each;
        }
    }
    return escaped + '"';
}

std::string render_key(std::string_view name) {
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               (each >= '0' && each <= '9') || each == '_' || each == '-';
    });
    return bare ? std::string{name} : render_string(name);
}

std::string render_strings(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        list += (list.empty() ? "" : ", ") + render_string(text);
    }
    return "[" + list + "]";
}

std::string config_name(const QualifiedName& name) {
    // A dot in the name itself would be taken for the schema's.
    return name.schema == "public" && name.name.find('.') == std::string::npos ? name.name
                                                                               : name.text();
}

}  // namespace subset::config
