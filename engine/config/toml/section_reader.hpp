// section_reader.hpp
//
// Reads one section of the config strictly. Each getter takes a key once, checks the type of its
// value, replaces `${NAME}`, and adds a fault for what is wrong; finish() reports the keys that no
// getter asked for. A getter that reports a fault returns nothing, as for a key that is absent.
//
// A reader records what its getters ask for where that is wanted: see config_shape.hpp.
//
// A reader refers to the tree, the list of faults and the shape that it was made with; all must
// outlive it.
//
// Thread-safety: a reader and its list of faults belong to one thread.
#pragma once

#include "config/shape/config_shape.hpp"
#include "config/toml/toml_reader.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace subset::config {

template <typename T>
struct Located {
    T value{};
    Place place = {};
};

class SectionReader {
public:
    // A reader of the whole document. `file` is the place of faults that have no line. What is
    // asked for is recorded in `shape`, where there is one; the document must be empty then.
    SectionReader(const TomlTable& document, const std::string& file, std::vector<Fault>& faults,
                  ConfigShape* shape = nullptr);

    // The header as it is written, "[source]" or "[[root]]"; empty for the document.
    [[nodiscard]] const std::string& header() const noexcept { return header_; }
    // The place of the header; for the document the file.
    [[nodiscard]] const Place& place() const noexcept { return place_; }
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    [[nodiscard]] bool holds_integer(std::string_view key) const;
    [[nodiscard]] std::size_t key_count() const noexcept { return table_->size(); }
    // Returns all keys, of names().
    [[nodiscard]] std::vector<std::string_view> keys() const {
        std::vector<std::string_view> keys;
        for (const TomlEntry& entry : *table_) {
            keys.emplace_back(entry.key);
        }
        return keys;
    }
    // Requires: has(key).
    [[nodiscard]] const Place& place_of(std::string_view key) const {
        return find(key)->value.place;
    }

    // These give the sections of the document: [key], which is empty where it is absent, and each
    // [[key]].
    [[nodiscard]] SectionReader section(std::string_view key);
    [[nodiscard]] std::vector<SectionReader> sections(std::string_view key);
    // Gives a section inside this one, whose keys are names of the user's and whose values are
    // counts: [limits.tables].
    [[nodiscard]] SectionReader names(std::string_view key);

    // A string as it is written, which is not looked into.
    [[nodiscard]] std::optional<Text> raw_text(std::string_view key);
    // A string that is not blank.
    [[nodiscard]] std::optional<Text> text(std::string_view key);
    // The name of a table, or a glob, as check_table() wants it.
    [[nodiscard]] std::optional<TableName> table(std::string_view key);
    // Takes a string that is not blank, for a caller that parses it (quantity_reader.hpp). `wanted`
    // and `hint` say what it must hold where the value is of another type.
    [[nodiscard]] std::optional<Text> quoted(std::string_view key, KeyType shape,
                                             std::string_view wanted, std::string_view hint);
    // Strings that are not blank, at least one.
    [[nodiscard]] std::optional<std::vector<Text>> texts(std::string_view key);
    // SQL. It is read as text() reads, but that the value of a variable stays a value
    // (sql_environment.hpp).
    [[nodiscard]] std::optional<Text> sql(std::string_view key);
    // The keys of a table, whose values are SQL.
    [[nodiscard]] std::vector<std::pair<Text, Text>> sql_table(std::string_view key);
    // The index of the value among `choices`.
    [[nodiscard]] std::optional<Located<std::size_t>> choice(
        std::string_view key, std::span<const std::string_view> choices);
    // The indexes of one value, "de", or of several, ["de", "fr"], each once.
    [[nodiscard]] std::vector<std::size_t> choices(std::string_view key,
                                                   std::span<const std::string_view> choices);
    [[nodiscard]] std::optional<bool> flag(std::string_view key);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key);
    // An integer from `bounds.first` to `bounds.second`. `hint` says what it is.
    [[nodiscard]] std::optional<std::uint64_t> integer_within(
        std::string_view key, std::pair<std::uint64_t, std::uint64_t> bounds,
        std::string_view hint);
    // An integer of 1 or more. `zero_hint` says what somebody who wrote 0 may have meant.
    [[nodiscard]] std::optional<Located<std::uint64_t>> count(std::string_view key,
                                                              std::string_view zero_hint);

    // Reports a key that is not there. `hint` says what to write.
    void require(std::string_view key, std::string_view hint);
    // Finds the keys of `others` that stand beside `key`, though none of them can.
    [[nodiscard]] std::vector<std::string_view> beside(std::string_view key,
                                                       std::span<const std::string_view> others);
    // Returns whether `key` is there without `other`, though it means nothing alone.
    [[nodiscard]] bool stands_alone(std::string_view key, std::string_view other);
    // Reports the name of a table, "users", "billing.invoices" or "audit.*", that lacks the schema
    // before a dot or the name.
    void check_table(std::string_view key, const TableName& table);

    // Reports the keys that no getter asked for.
    void finish();

    void fault(std::string message, std::string hint, Place place);
    // Reports that the value of the key is not possible, and shows it.
    void refuse(std::string_view key, const Text& value, std::string hint);

private:
    SectionReader(const TomlTable& table, std::string header, Place place,
                  const SectionReader& parent, SectionShape* section_shape = nullptr);

    [[nodiscard]] const TomlEntry* find(std::string_view key) const;
    [[nodiscard]] const TomlEntry* take(std::string_view key);
    void record(KeyShape shape);
    [[nodiscard]] SectionShape* record_section(std::string_view key, bool list);
    template <typename T>
    [[nodiscard]] const T* take_as(std::string_view key, std::string_view wanted,
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
    [[nodiscard]] std::optional<Text> take_text(std::string_view key, std::string_view wanted,
                                                std::string_view hint);
    [[nodiscard]] std::optional<std::vector<Text>> take_texts(std::string_view key);
    [[nodiscard]] std::optional<std::int64_t> take_integer(std::string_view key);
    [[nodiscard]] std::optional<Text> checked(const std::string& value, std::string_view key,
                                              const Place& place, bool is_sql = false);
    void wrong_type(const TomlEntry& entry, std::string_view wanted, std::string_view hint);
    // The key with its section, for messages: "limit in [[root]]".
    [[nodiscard]] std::string in_section(std::string_view key) const;

    const TomlTable* table_;
    std::string header_;
    Place place_;
    std::vector<Fault>* faults_;
    std::vector<std::string_view> known_;
    ConfigShape* shape_ = nullptr;           // of the document
    SectionShape* section_shape_ = nullptr;  // of this section
};

}  // namespace subset::config
