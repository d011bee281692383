// memory_source.hpp
//
// A RowSource over rows in memory, for tests of the closure without a server. It remembers which
// keys it was asked for. Values are text; the types numeric and citext compare by value (2.50
// = 2.5, A = a), as the server would.
#pragma once

#include "closure/key_values.hpp"
#include "subset/closure.hpp"
#include "support/catalog_builder.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset::testing_support {

using Value = std::optional<std::string>;

struct MemoryRow {
    RowId id{};
    std::vector<Value> values;  // by column
};

// The value's representative among all that are equal to it.
inline std::string canonical(const Column& column, std::string text) {
    if (column.base_type == "numeric" && text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    } else if (column.base_type == "citext") {
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char character) {
            return static_cast<char>(std::tolower(character));
        });
    }
    return text;
}

// A value as it travels: 8 bytes big-endian, or its text.
inline std::string wire_form(const Column& column, const std::string& text) {
    if (column.key_kind != KeyKind::integer) {
        return text;
    }
    const auto number = static_cast<std::uint64_t>(std::stoll(text));
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(number >> shift & 0xff);
    }
    return bytes;
}

// Every row's tuple, where it is asked for: one field of one byte.
inline constexpr std::string_view memory_tuple{"\0\1\0\0\0\1x", 7};

class MemorySource : public RowSource {
public:
    using Predicate = std::function<bool(const MemoryRow&)>;
    using Texts = std::vector<std::string>;

    explicit MemorySource(const Plan& plan) : plan_{plan}, rows_(plan.catalog.tables.size()) {}

    RowId add(const std::string& table, std::vector<Value> values, std::uint16_t leaf = 0) {
        std::vector<MemoryRow>& rows = rows_[index_of(table_id(plan_.catalog, table))];
        const RowId id = make_row_id(leaf, static_cast<std::uint32_t>(rows.size()), 1);
        rows.push_back({id, std::move(values)});
        return id;
    }
    // Which rows a root selects; all of them unless told.
    void set_root(std::uint32_t root, Predicate predicate) { roots_[root] = std::move(predicate); }
    void set_query(std::uint32_t root, std::vector<std::vector<Value>> keys) {
        queries_of_[root] = std::move(keys);
    }
    [[nodiscard]] const std::vector<MemoryRow>& rows(TableId table) const {
        return rows_[index_of(table)];
    }
    [[nodiscard]] bool selects(std::uint32_t root, const MemoryRow& row) const {
        const auto found = roots_.find(root);
        const bool inside = plan_.roots[root].relation.covers(leaf_of(row.id));
        return inside && (found == roots_.end() || found->second(row));
    }
    // The canonical texts of some columns; nothing where one is NULL.
    [[nodiscard]] std::optional<Texts> key_of(TableId table, const MemoryRow& row,
                                              const ColumnList& columns) const {
        Texts texts;
        for (const std::uint16_t column : columns) {
            if (!row.values[column]) {
                return std::nullopt;
            }
            texts.push_back(
                canonical(plan_.catalog.table(table).columns[column], *row.values[column]));
        }
        return texts;
    }

    void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) override {
        ++calls_;
        const TableId table = plan_.roots[root].table;
        for (const MemoryRow& row : rows(table)) {
            if (selects(root, row)) {
                tell(table, row, with_tuple, sink);
            }
        }
    }
    void read_root_keys(std::uint32_t root, const KeySink& sink) override {
        ++calls_;
        const Table& table = plan_.catalog.table(plan_.roots[root].table);
        for (const std::vector<Value>& key : queries_of_.at(root)) {
            tell_key(table, table.primary_key, key, sink);
        }
    }
    void read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple,
                      const RowSink& sink) override {
        ++calls_;
        const ParentKey& key = plan_.parent_key(id);
        for (std::size_t position = 0; position < keys.size(); ++position) {
            keys_asked_again += asked_.insert({id, texts_of(key, keys, position)}).second ? 0 : 1;
        }
        read_matches(key.relation, key.columns, take_keys(key, keys, parents_asked), with_tuple,
                     sink);
    }
    void read_children(ReferenceId id, const KeyList& keys, bool with_tuple,
                       const RowSink& sink) override {
        ++calls_;
        const Reference& reference = plan_.catalog.reference(id);
        const ParentKey& key = plan_.parent_key(plan_.reference(id).parent_key);
        read_matches(reference.child, reference.child_columns, take_keys(key, keys, children_asked),
                     with_tuple, sink);
    }
    void read_whole_keys(ReferenceId id, const KeySink& sink) override {
        ++calls_;
        const Reference& reference = plan_.catalog.reference(id);
        const Table& table = plan_.catalog.table(reference.child.table);
        std::set<Texts> told;
        for (const MemoryRow& row : rows(table.id)) {
            const auto key = key_of(table.id, row, reference.child_columns);
            if (key && reference.child.covers(leaf_of(row.id)) && told.insert(*key).second) {
                tell_key(table, reference.child_columns, {key->begin(), key->end()}, sink);
            }
        }
    }
    void read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) override {
        ++calls_;
        const Reference& reference = plan_.catalog.reference(id);
        const ParentKey& key = plan_.parent_key(plan_.reference(id).parent_key);
        std::vector<Texts> unheard;
        read_matches(reference.child, reference.child_columns, take_keys(key, keys, unheard), false,
                     sink);
    }
    std::vector<std::size_t> read_unmatched(ParentKeyId id, const KeyList& keys) override {
        ++calls_;
        const ParentKey& key = plan_.parent_key(id);
        std::set<Texts> present;
        for (const MemoryRow& row : rows(key.relation.table)) {
            const auto texts = key_of(key.relation.table, row, key.columns);
            if (texts && key.relation.covers(leaf_of(row.id))) {
                present.insert(*texts);
            }
        }
        std::vector<std::size_t> unmatched;
        for (std::size_t position = 0; position < keys.size(); ++position) {
            if (!present.contains(canonical_texts(key, keys, position))) {
                unmatched.push_back(position);
            }
        }
        return unmatched;
    }
    std::vector<std::uint64_t> read_counts(TableId table,
                                           std::span<const ReferenceId> references) override {
        ++calls_;
        std::vector<std::uint64_t> counts = {rows(table).size()};
        for (const ReferenceId id : references) {
            const Reference& reference = plan_.catalog.reference(id);
            counts.push_back(static_cast<std::uint64_t>(
                std::count_if(rows(table).begin(), rows(table).end(), [&](const MemoryRow& row) {
                    return reference.child.covers(leaf_of(row.id)) &&
                           key_of(table, row, reference.child_columns).has_value();
                })));
        }
        return counts;
    }
    [[nodiscard]] std::uint64_t queries() const override { return calls_; }

    std::vector<Texts> parents_asked;    // every key that read_parents() was given, in order
    std::vector<Texts> children_asked;   // likewise of read_children()
    std::uint64_t keys_asked_again = 0;  // of read_parents()

private:
    [[nodiscard]] Texts canonical_texts(const ParentKey& key, const KeyList& keys,
                                        std::size_t position) const {
        Texts texts = texts_of(key, keys, position);
        for (std::size_t index = 0; index < texts.size(); ++index) {
            const Table& parent = plan_.catalog.table(key.relation.table);
            texts[index] = canonical(parent.columns[key.columns[index]], std::move(texts[index]));
        }
        return texts;
    }
    std::set<Texts> take_keys(const ParentKey& key, const KeyList& keys,
                              std::vector<Texts>& told) const {
        std::set<Texts> wanted;
        for (std::size_t position = 0; position < keys.size(); ++position) {
            told.push_back(texts_of(key, keys, position));
            wanted.insert(canonical_texts(key, keys, position));
        }
        return wanted;
    }
    void read_matches(const Relation& relation, const ColumnList& columns,
                      const std::set<Texts>& wanted, bool with_tuple, const RowSink& sink) const {
        for (const MemoryRow& row : rows(relation.table)) {
            const auto texts = key_of(relation.table, row, columns);
            if (texts && relation.covers(leaf_of(row.id)) && wanted.contains(*texts)) {
                tell(relation.table, row, with_tuple, sink);
            }
        }
    }
    void tell(TableId table, const MemoryRow& row, bool with_tuple, const RowSink& sink) const {
        std::vector<std::string> values;
        const Table& found = plan_.catalog.table(table);
        const ColumnList& columns = plan_.table(table).key_columns;
        values.reserve(columns.size());
        std::vector<KeyPart> parts;
        for (const std::uint16_t column : columns) {
            const Value& value = row.values[column];
            values.push_back(value ? wire_form(found.columns[column], *value) : std::string{});
            parts.push_back(value ? KeyPart{values.back()} : KeyPart{});
        }
        sink({row.id, parts, with_tuple ? memory_tuple : std::string_view{}});
    }
    static void tell_key(const Table& table, const ColumnList& columns,
                         const std::vector<Value>& key, const KeySink& sink) {
        std::vector<std::string> values(key.size());
        std::vector<KeyPart> parts(key.size());
        for (std::size_t index = 0; index < key.size(); ++index) {
            if (key[index]) {
                values[index] = wire_form(table.columns[columns[index]], *key[index]);
                parts[index] = values[index];
            }
        }
        sink(parts);
    }
    const Plan& plan_;
    std::vector<std::vector<MemoryRow>> rows_;
    std::map<std::uint32_t, Predicate> roots_;
    std::map<std::uint32_t, std::vector<std::vector<Value>>> queries_of_;
    std::set<std::pair<ParentKeyId, Texts>> asked_;
    std::uint64_t calls_ = 0;
};

}  // namespace subset::testing_support
