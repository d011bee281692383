#include "config/toml/section_reader.hpp"

#include "config/environment.hpp"
#include "config/nearest_name.hpp"
#include "config/quantity.hpp"
#include "config/sql_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset::config {
namespace {

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A hint, " A share ...", where the value is a share, for which there is another key.
std::string hint_of_share(std::string_view value) {
    return parse_percent(value)
               ? fmt::format(" A share of the rows is [[root]] sample = \"{}\".", value)
               : std::string{};
}

constexpr std::string_view leave_out = "Leave the key out where it is not meant.";

}  // namespace

SectionReader::SectionReader(const TomlTable& document, const std::string& file,
                             std::vector<Fault>& faults)
    : table_{&document}, place_{file, 0, 0}, faults_{&faults} {}

SectionReader::SectionReader(const TomlTable& table, std::string header, Place place,
                             const SectionReader& parent)
    : table_{&table},
      header_{std::move(header)},
      place_{std::move(place)},
      faults_{parent.faults_} {}

SectionReader SectionReader::section(std::string_view key) {
    static const TomlTable empty;
    const auto header = header_.empty()
                            ? fmt::format("[{}]", key)
                            : fmt::format("[{}.{}]", header_.substr(1, header_.size() - 2), key);
    const auto hint = fmt::format("Write it as {}, once.", header);
    const auto* table = take_as<TomlTable>(key, "a section", hint);
    return {table == nullptr ? empty : *table, header, table == nullptr ? place_ : place_of(key),
            *this};
}

std::vector<SectionReader> SectionReader::sections(std::string_view key) {
    const auto hint = fmt::format("Write each as [[{}]], in double brackets.", key);
    const auto* array = take_as<TomlArray>(key, "a list of sections", hint);
    if (array == nullptr) {
        return {};
    }
    std::vector<SectionReader> readers;
    for (const auto& element : *array) {
        if (const auto* table = std::get_if<TomlTable>(&element.data)) {
            readers.push_back({*table, fmt::format("[[{}]]", key), element.place, *this});
        } else {
            fault(fmt::format("{} must hold sections, not {}", key, element.type_name()), hint,
                  element.place);
        }
    }
    return readers;
}

std::optional<Text> SectionReader::raw_text(std::string_view key) {
    const auto* value = take_as<std::string>(key, "a string", "Put it in quotes.");
    if (value == nullptr) {
        return std::nullopt;
    }
    return Text{*value, place_of(key)};
}

std::optional<Text> SectionReader::text(std::string_view key) {
    const auto raw = raw_text(key);
    return raw ? checked(raw->value, key, raw->place) : std::nullopt;
}

std::optional<Text> SectionReader::quoted(std::string_view key, std::string_view wanted,
                                          std::string_view hint) {
    const auto* value = take_as<std::string>(key, wanted, hint);
    return value == nullptr ? std::nullopt : checked(*value, key, place_of(key));
}

std::optional<Text> SectionReader::sql(std::string_view key) {
    const auto raw = raw_text(key);
    return raw ? checked(raw->value, key, raw->place, true) : std::nullopt;
}

std::optional<std::vector<Text>> SectionReader::texts(std::string_view key) {
    const auto hint = fmt::format("Write {} = [\"...\", \"...\"].", key);
    const auto* array = take_as<TomlArray>(key, "an array of strings", hint);
    if (array == nullptr) {
        return std::nullopt;
    }
    if (array->empty()) {
        fault(in_section(key) + " is empty", std::string{leave_out}, place_of(key));
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
    const auto hint = fmt::format("Write {} = {{ name = \"...\" }}.", key);
    const auto* table = take_as<TomlTable>(key, "a table of strings", hint);
    if (table == nullptr) {
        return {};
    }
    if (table->empty()) {
        fault(in_section(key) + " is empty", std::string{leave_out}, place_of(key));
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
    const auto value = text(key);
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
    const auto* value = take_as<bool>(
        key, "true or false", fmt::format("Write {0} = true or {0} = false, without quotes.", key));
    return value == nullptr ? std::nullopt : std::optional{*value};
}

std::optional<std::int64_t> SectionReader::integer(std::string_view key) {
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
    const auto value = integer(key);
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

void SectionReader::finish() {
    for (const auto& entry : *table_) {
        if (contains(known_, entry.key)) {
            continue;
        }
        const auto nearest = nearest_name(entry.key, known_);
        auto hint = nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                    : header_.empty()
                        ? fmt::format("A config has {}.", listed(known_))
                        : fmt::format("The keys of {} are {}.", header_, listed(known_));
        fault(fmt::format("unknown key \"{}\"{}{}", entry.key, header_.empty() ? "" : " in ",
                          header_),
              std::move(hint), entry.key_place);
    }
}

void SectionReader::fault(std::string message, std::string hint, Place place) {
    faults_->push_back({std::move(message), std::move(hint), std::move(place)});
}

void SectionReader::refuse(std::string_view key, const Text& value, std::string hint) {
    fault(fmt::format("{} cannot be \"{}\"", in_section(key), value.value), std::move(hint),
          value.place);
}

bool SectionReader::holds_integer(std::string_view key) const {
    const TomlEntry* const entry = find(key);
    return entry != nullptr && std::holds_alternative<std::int64_t>(entry->value.data);
}

bool SectionReader::holds_array(std::string_view key) const {
    const TomlEntry* const entry = find(key);
    return entry != nullptr && std::holds_alternative<TomlArray>(entry->value.data);
}

const TomlEntry* SectionReader::find(std::string_view key) const {
    const auto found = std::find_if(table_->begin(), table_->end(),
                                    [key](const TomlEntry& entry) { return entry.key == key; });
    return found == table_->end() ? nullptr : &*found;
}

const TomlEntry* SectionReader::take(std::string_view key) {
    known_.push_back(key);
    return find(key);
}

template <typename T>
const T* SectionReader::take_as(std::string_view key, std::string_view wanted,
                                std::string_view hint) {
    const auto* entry = take(key);
    if (entry == nullptr) {
        return nullptr;
    }
    const auto* value = std::get_if<T>(&entry->value.data);
    if (value == nullptr) {
        wrong_type(*entry, wanted, hint);
    }
    return value;
}

std::optional<Text> SectionReader::checked(const std::string& value, std::string_view key,
                                           const Place& place, bool is_sql) {
    SubstitutedSql sql =
        is_sql ? substitute_in_sql(value) : SubstitutedSql{substitute_environment(value), {}};
    for (const auto& name : sql.refused) {
        fault(fmt::format("the value of the environment variable {} cannot stand in {} as it is",
                          name, in_section(key)),
              fmt::format("In SQL a value must be a number or a plain name: write '${{{}}}', in "
                          "single quotes, and it is escaped as part of that text.",
                          name),
              place);
    }
    Substituted& substituted = sql.value;
    for (const auto& name : substituted.unset) {
        fault(fmt::format("environment variable {} is not set, and {} names it", name,
                          in_section(key)),
              "Set it, or write the value itself.", place);
    }
    if (!substituted.unset.empty() || !sql.refused.empty()) {
        return std::nullopt;
    }
    if (is_blank(substituted.text)) {
        fault(in_section(key) + " is empty", std::string{leave_out}, place);
        return std::nullopt;
    }
    if (substituted.text.find('\0') != std::string::npos) {
        fault(in_section(key) + " holds a NUL character", "PostgreSQL has none in text.", place);
        return std::nullopt;
    }
    return Text{std::move(substituted.text), place};
}

void SectionReader::wrong_type(const TomlEntry& entry, std::string_view wanted,
                               std::string_view hint) {
    fault(fmt::format("{} must be {}, not {}", in_section(entry.key), wanted,
                      entry.value.type_name()),
          std::string{hint}, entry.value.place);
}

std::string SectionReader::in_section(std::string_view key) const {
    return header_.empty() ? std::string{key} : fmt::format("{} in {}", key, header_);
}

}  // namespace subset::config
