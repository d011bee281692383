#include "config/config_hash.hpp"

#include "config/text_hash.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace subset::config {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> secrets{
    {{"mask", "key"}, {"source", "url"}, {"target", "url"}}};

bool is_secret(std::string_view section, std::string_view key) {
    for (const auto& [of, name] : secrets) {
        if (of == section && name == key) {
            return true;
        }
    }
    return false;
}

void append(std::string_view text, std::string& to) {
    to += fmt::format("{}:{}", text.size(), text);
}

void append(const TomlValue& value, std::string& to);

// `section` is the name of a section of the document, or empty where the entries are sections or
// stand deeper.
void append(const TomlTable& table, std::string_view section, bool is_document, std::string& to) {
    for (const TomlEntry& entry : table) {
        append(entry.key, to);
        to += '=';
        const auto* const inner = std::get_if<TomlTable>(&entry.value.data);
        if (is_secret(section, entry.key)) {
            to += "secret";
        } else if (is_document && inner != nullptr) {
            append(*inner, entry.key, false, to);
        } else {
            append(entry.value, to);
        }
        to += ';';
    }
}

void append(const TomlValue& value, std::string& to) {
    if (const auto* const text = std::get_if<std::string>(&value.data)) {
        append(*text, to);
    } else if (const auto* const array = std::get_if<TomlArray>(&value.data)) {
        to += '[';
        for (const TomlValue& element : *array) {
            append(element, to);
            to += ',';
        }
        to += ']';
    } else if (const auto* const table = std::get_if<TomlTable>(&value.data)) {
        to += '{';
        append(*table, {}, false, to);
        to += '}';
    } else if (const auto* const integer = std::get_if<std::int64_t>(&value.data)) {
        to += fmt::format("i{}", *integer);
    } else if (const auto* const real = std::get_if<double>(&value.data)) {
        to += fmt::format("r{}", *real);
    } else if (const auto* const flag = std::get_if<bool>(&value.data)) {
        to += *flag ? "true" : "false";
    }
}

}  // namespace

std::string hash_config(const TomlTable& document) {
    std::string text;
    append(document, {}, true, text);
    return hash_text(text);
}

}  // namespace subset::config
