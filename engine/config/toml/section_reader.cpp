#include "config/toml/section_reader.hpp"

#include "config/environment.hpp"
#include "config/nearest_name.hpp"
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

constexpr std::string_view leave_out = "Leave the key out where it is not meant.";
constexpr std::string_view wanted_string = "a string";
constexpr std::string_view string_hint = "Put it in quotes.";
const TomlTable no_keys;

}  // namespace

SectionReader::SectionReader(const TomlTable& document, const std::string& file,
                             std::vector<Fault>& faults, ConfigShape* shape)
    : table_{&document}, place_{file, 0, 0}, faults_{&faults}, shape_{shape} {}

SectionReader::SectionReader(const TomlTable& table, std::string header, Place place,
                             const SectionReader& parent, SectionShape* section_shape)
    : table_{&table},
      header_{std::move(header)},
      place_{std::move(place)},
      faults_{parent.faults_},
      section_shape_{section_shape} {}

SectionReader SectionReader::section(std::string_view key) {
    const auto header = fmt::format("[{}]", key);
    const auto hint = fmt::format("Write it as {}, once.", header);
    const auto* table = take_as<TomlTable>(key, "a section", hint);
    return {table == nullptr ? no_keys : *table, header, table == nullptr ? place_ : place_of(key),
            *this, record_section(key, false)};
}

SectionReader SectionReader::names(std::string_view key) {
    record({std::string{key}, KeyType::counts});
    const auto header = fmt::format("[{}.{}]", header_.substr(1, header_.size() - 2), key);
    const auto hint = fmt::format("Write it as {}, once.", header);
    const auto* table = take_as<TomlTable>(key, "a section", hint);
    return {table == nullptr ? no_keys : *table, header, table == nullptr ? place_ : place_of(key),
            *this};
}

std::vector<SectionReader> SectionReader::sections(std::string_view key) {
    const auto hint = fmt::format("Write each as [[{}]], in double brackets.", key);
    const auto* array = take_as<TomlArray>(key, "a list of sections", hint);
    std::vector<SectionReader> readers;
    if (SectionShape* const shape = record_section(key, true)) {
        // The section is asked for as though there was one.
        readers.push_back({no_keys, fmt::format("[[{}]]", key), place_, *this, shape});
    }
    if (array == nullptr) {
        return readers;
    }
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
    record({std::string{key}, KeyType::raw_text});
    const auto* value = take_as<std::string>(key, wanted_string, string_hint);
    if (value == nullptr) {
        return std::nullopt;
    }
    return Text{*value, place_of(key)};
}

std::optional<Text> SectionReader::text(std::string_view key) {
    return quoted(key, KeyType::text, wanted_string, string_hint);
}

std::optional<TableName> SectionReader::table(std::string_view key) {
    auto text = quoted(key, KeyType::table, wanted_string, string_hint);
    if (!text) {
        return std::nullopt;
    }
    TableName name{std::move(*text)};
    check_table(key, name);
    return name;
}

std::optional<Text> SectionReader::quoted(std::string_view key, KeyType shape,
                                          std::string_view wanted, std::string_view hint) {
    record({std::string{key}, shape});
    return take_text(key, wanted, hint);
}

std::optional<Text> SectionReader::take_text(std::string_view key, std::string_view wanted,
                                             std::string_view hint) {
    const auto* value = take_as<std::string>(key, wanted, hint);
    return value == nullptr ? std::nullopt : checked(*value, key, place_of(key));
}

std::optional<Text> SectionReader::sql(std::string_view key) {
    record({std::string{key}, KeyType::sql});
    const auto* value = take_as<std::string>(key, wanted_string, string_hint);
    return value == nullptr ? std::nullopt : checked(*value, key, place_of(key), true);
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

void SectionReader::require(std::string_view key, std::string_view hint) {
    if (section_shape_ != nullptr) {
        section_shape_->required.emplace_back(key);
    }
    if (!has(key)) {
        fault(fmt::format("{} without {}", header_, key), std::string{hint}, place_);
    }
}

std::vector<std::string_view> SectionReader::beside(std::string_view key,
                                                    std::span<const std::string_view> others) {
    std::vector<std::string_view> found;
    for (const std::string_view other : others) {
        if (section_shape_ != nullptr) {
            section_shape_->not_beside.emplace_back(key, other);
        }
        if (has(key) && has(other)) {
            found.push_back(other);
        }
    }
    return found;
}

bool SectionReader::stands_alone(std::string_view key, std::string_view other) {
    if (section_shape_ != nullptr) {
        section_shape_->needs.emplace_back(key, other);
    }
    return has(key) && !has(other);
}

void SectionReader::check_table(std::string_view key, const TableName& table) {
    if (table.name.schema.empty() || table.name.name.empty()) {
        fault(fmt::format("{} in {} cannot be \"{}\"", key, header_, table.value),
              "Write \"schema.table\", or \"table\" for one in the schema public.", table.place);
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

const TomlEntry* SectionReader::find(std::string_view key) const {
    const auto found = std::find_if(table_->begin(), table_->end(),
                                    [key](const TomlEntry& entry) { return entry.key == key; });
    return found == table_->end() ? nullptr : &*found;
}

void SectionReader::record(KeyShape shape) {
    if (section_shape_ != nullptr) {
        section_shape_->keys.push_back(std::move(shape));
    }
}

SectionShape* SectionReader::record_section(std::string_view key, bool list) {
    return shape_ == nullptr ? nullptr
                             : &shape_->sections.emplace_back(SectionShape{std::string{key}, list});
}

const TomlEntry* SectionReader::take(std::string_view key) {
    known_.push_back(key);
    return find(key);
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
