// The values of a section that are more than one string.
#include "config/quantity.hpp"
#include "config/toml/section_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset::config {
namespace {

// A hint, " A share ...", where the value is a share, for which there is another key.
std::string hint_of_share(std::string_view value) {
    return parse_percent(value)
               ? fmt::format(" A share of the rows is [[root]] sample = \"{}\".", value)
               : std::string{};
}

constexpr std::string_view leave_key_out = "Leave the key out where it is not meant.";

}  // namespace

std::optional<std::vector<Text>> SectionReader::texts(std::string_view key) {
    record({std::string{key}, KeyType::texts});
    return take_texts(key);
}

std::optional<std::vector<Text>> SectionReader::take_texts(std::string_view key) {
    const auto hint = fmt::format("Write {} = [\"...\", \"...\"].", key);
    const auto* array = take_as<TomlArray>(key, "an array of strings", hint);
    if (array == nullptr) {
        return std::nullopt;
    }
    if (array->empty()) {
        fault(in_section(key) + " is empty", std::string{leave_key_out}, place_of(key));
        return std::nullopt;
    }
    std::vector<Text> texts;
    for (const auto& element : *array) {
        if (const auto* value = std::get_if<std::string>(&element.data)) {
            const bool is_sql = value->starts_with('(');  // a column of [[reference]]
            if (auto text = checked(*value, key, element.place, is_sql)) {
                texts.push_back(std::move(*text));
            }
        } else {
            fault(fmt::format("{} must hold strings, not {}", in_section(key), element.type_name()),
                  hint, element.place);
        }
    }
    return texts;
}

std::vector<std::pair<Text, Text>> SectionReader::sql_table(std::string_view key) {
    record({std::string{key}, KeyType::sql_table});
    const auto hint = fmt::format("Write {} = {{ name = \"...\" }}.", key);
    const auto* table = take_as<TomlTable>(key, "a table of strings", hint);
    if (table == nullptr) {
        return {};
    }
    if (table->empty()) {
        fault(in_section(key) + " is empty", std::string{leave_key_out}, place_of(key));
    }
    std::vector<std::pair<Text, Text>> texts;
    for (const auto& entry : *table) {
        const auto name = fmt::format("{} of {}", entry.key, key);
        if (const auto* value = std::get_if<std::string>(&entry.value.data)) {
            if (auto text = checked(*value, name, entry.value.place, true)) {
                texts.emplace_back(Text{entry.key, entry.key_place}, std::move(*text));
            }
        } else {
            fault(fmt::format("{} must be a string, not {}", in_section(name),
                              entry.value.type_name()),
                  hint, entry.value.place);
        }
    }
    return texts;
}

std::optional<Located<std::size_t>> SectionReader::choice(
    std::string_view key, std::span<const std::string_view> choices) {
    record({std::string{key}, KeyType::choice, {choices.begin(), choices.end()}});
    const auto value = take_text(key, "a string", "Put it in quotes.");
    if (!value) {
        return std::nullopt;
    }
    const auto found = std::find(choices.begin(), choices.end(), value->value);
    if (found != choices.end()) {
        return Located<std::size_t>{static_cast<std::size_t>(found - choices.begin()),
                                    value->place};
    }
    refuse(key, *value,
           fmt::format("It may be \"{}\".{}", fmt::join(choices, "\" or \""),
                       hint_of_share(value->value)));
    return std::nullopt;
}

std::optional<bool> SectionReader::flag(std::string_view key) {
    record({std::string{key}, KeyType::flag});
    const auto* value = take_as<bool>(
        key, "true or false", fmt::format("Write {0} = true or {0} = false, without quotes.", key));
    return value == nullptr ? std::nullopt : std::optional{*value};
}

std::vector<std::size_t> SectionReader::choices(std::string_view key,
                                                std::span<const std::string_view> choices) {
    const std::vector<std::string> names{choices.begin(), choices.end()};
    record({std::string{key}, KeyType::choices, names});
    const auto* const array = has(key) ? std::get_if<TomlArray>(&find(key)->value.data) : nullptr;
    std::vector<Text> given;
    if (array == nullptr) {
        if (auto one = take_text(key, "a string", "Put it in quotes.")) {
            given.push_back(std::move(*one));
        }
    } else {
        given = take_texts(key).value_or(std::vector<Text>{});
    }
    std::vector<std::size_t> found;
    for (const Text& each : given) {
        const auto place = std::find(choices.begin(), choices.end(), each.value);
        const auto index = static_cast<std::size_t>(place - choices.begin());
        if (place == choices.end()) {
            refuse(key, each,
                   fmt::format("{} \"{}\".", array == nullptr ? "It may be" : "Each of them may be",
                               fmt::join(choices, "\" or \"")));
        } else if (std::find(found.begin(), found.end(), index) == found.end()) {
            found.push_back(index);
        }
    }
    return found;
}

std::optional<std::int64_t> SectionReader::integer(std::string_view key) {
    record({std::string{key}, KeyType::integer});
    return take_integer(key);
}

std::optional<std::uint64_t> SectionReader::integer_within(
    std::string_view key, std::pair<std::uint64_t, std::uint64_t> bounds, std::string_view hint) {
    const auto least = static_cast<std::int64_t>(bounds.first);
    const auto most = static_cast<std::int64_t>(bounds.second);
    record({std::string{key}, KeyType::integer, {}, least, most});
    const auto value = take_integer(key);
    if (!value) {
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        fault(fmt::format("{} is {}, and must be {} to {}", in_section(key), *value, least, most),
              std::string{hint}, place_of(key));
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*value);
}

std::optional<std::int64_t> SectionReader::take_integer(std::string_view key) {
    const auto* entry = find(key);
    const auto* string = entry == nullptr ? nullptr : std::get_if<std::string>(&entry->value.data);
    const auto* value = take_as<std::int64_t>(
        key, "an integer",
        fmt::format("Write it without quotes and without a point, as in {} = 50.{}", key,
                    string == nullptr ? "" : hint_of_share(*string)));
    return value == nullptr ? std::nullopt : std::optional{*value};
}

std::optional<Located<std::uint64_t>> SectionReader::count(std::string_view key,
                                                           std::string_view zero_hint) {
    record({std::string{key}, KeyType::integer, {}, 1});
    const auto value = take_integer(key);
    if (!value) {
        return std::nullopt;
    }
    if (*value <= 0) {
        fault(fmt::format("{} must be at least 1, not {}", in_section(key), *value),
              std::string{zero_hint}, place_of(key));
        return std::nullopt;
    }
    return Located<std::uint64_t>{static_cast<std::uint64_t>(*value), place_of(key)};
}

}  // namespace subset::config
