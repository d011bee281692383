#include "config/list_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace subset::config {
namespace {

constexpr std::array<std::string_view, 5> entry_sections{"root", "table", "child", "reference",
                                                         "cut"};
constexpr std::array<std::string_view, 5> sql_keys{"where", "order_by", "query", "when",
                                                   "mask_when"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Adds the value to the key; what is nested deeper than the config can hold is left out, as the
// reader has told of it.
void add_value(const TomlValue& value, EntryKey& key) {
    if (const auto* const text = std::get_if<std::string>(&value.data)) {
        key.values.push_back(*text);
        key.quoted = true;
        key.sql = key.sql || text->starts_with('(');  // a column of [[reference]]
    } else if (const auto* const integer = std::get_if<std::int64_t>(&value.data)) {
        key.values.push_back(std::to_string(*integer));
    } else if (const auto* const flag = std::get_if<bool>(&value.data)) {
        key.values.emplace_back(*flag ? "true" : "false");
    }
}

using PlacedKeys = std::vector<std::pair<Place, EntryKey>>;

void add_keys(const TomlEntry& from, std::string_view before, PlacedKeys& keys) {
    if (const auto* const table = std::get_if<TomlTable>(&from.value.data)) {
        for (const TomlEntry& inner : *table) {
            add_keys(inner, "mask.", keys);
        }
        return;
    }
    EntryKey key;
    key.key = fmt::format("{}{}", before, from.key);
    key.sql = !before.empty() || is_one_of(sql_keys, from.key);
    if (const auto* const array = std::get_if<TomlArray>(&from.value.data)) {
        key.list = true;
        for (const TomlValue& value : *array) {
            add_value(value, key);
        }
    } else {
        add_value(from.value, key);
    }
    keys.emplace_back(from.key_place, std::move(key));
}

bool stands_before(const Place& left, const Place& right) {
    return std::pair{left.line, left.column} < std::pair{right.line, right.column};
}

ConfigEntry make_entry(std::string_view section, const TomlValue& value, const TomlTable& table) {
    PlacedKeys keys;
    for (const TomlEntry& each : table) {
        add_keys(each, "", keys);
    }
    std::sort(keys.begin(), keys.end(), [](const auto& left, const auto& right) {
        return stands_before(left.first, right.first);
    });
    ConfigEntry entry{std::string{section}, value.place.line, value.place.line, {}};
    for (auto& [place, key] : keys) {
        entry.last_line = std::max(entry.last_line, place.line);
        entry.keys.push_back(std::move(key));
    }
    return entry;
}

}  // namespace

std::vector<ConfigEntry> list_entries(const TomlTable& document) {
    std::vector<ConfigEntry> entries;
    for (const TomlEntry& section : document) {
        const auto* const array = std::get_if<TomlArray>(&section.value.data);
        if (array == nullptr || !is_one_of(entry_sections, section.key)) {
            continue;
        }
        for (const TomlValue& value : *array) {
            if (const auto* const table = std::get_if<TomlTable>(&value.data)) {
                entries.push_back(make_entry(section.key, value, *table));
            }
        }
    }
    std::sort(entries.begin(), entries.end(),
              [](const ConfigEntry& left, const ConfigEntry& right) {
                  return left.first_line < right.first_line;
              });
    return entries;
}

}  // namespace subset::config
