// memory_source.hpp
//
// A MemorySource is a RowSource over rows in memory, for tests of the closure without a server. It
// remembers for which keys it was asked.
#pragma once

#include "closure/closure.hpp"
#include "plan/keys/key_values.hpp"
#include "support/memory_rows.hpp"
#include "util/id_vector.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset::testing_support {

class MemorySource : public RowSource {
public:
    using Predicate = std::function<bool(const MemoryRow&)>;

    explicit MemorySource(const Plan& plan) : plan_{plan}, rows_{plan.catalog} {
        for (const TablePlan& table : plan.tables) {
            slots_.emplace_back(table.key_values.size());
        }
        for (const ParentKey& key : plan.parent_keys) {
            add_slots(key.relation.table, key.slots.at(key.relation.table), key.columns, "");
        }
        for (const ReferencePlan& each : plan.references) {
            const Reference& reference = plan.catalog.reference(each.reference);
            if (!each.child_slots.empty()) {
                add_slots(reference.child.table, each.child_slots.at(reference.child.table),
                          reference.child_columns, reference.when);
            }
        }
    }

    RowId add(const std::string& table, std::vector<Value> values, std::uint16_t leaf = 0) {
        return rows_.add(table, std::move(values), leaf);
    }
    // Sets which rows a root selects; without this it selects all.
    void set_root(std::uint32_t root, Predicate predicate) { roots_[root] = std::move(predicate); }
    void set_query(std::uint32_t root, std::vector<std::vector<Value>> keys) {
        queries_of_[root] = std::move(keys);
    }
    // Sets the planner's estimate for every root.
    void set_estimate(std::uint64_t rows) { estimate_ = rows; }
    Statistics read_statistics() override {
        ++statistics_read;
        return {std::vector<double>(plan_.roots.size(), static_cast<double>(estimate_)),
                IdVector<ReferenceId, ReferenceStatistics>(plan_.references.size())};
    }
    std::uint64_t statistics_read = 0;
    [[nodiscard]] const MemoryRows& rows() const noexcept { return rows_; }
    [[nodiscard]] bool selects(std::uint32_t root, const MemoryRow& row) const {
        const auto found = roots_.find(root);
        const bool inside = plan_.roots[root].relation.covers(leaf_of(row.id));
        return inside && (found == roots_.end() || found->second(row));
    }

    void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) override {
        ++calls_;
        const TableId table = plan_.roots[root].table;
        for (const MemoryRow& row : rows_.of(table)) {
            if (selects(root, row)) {
                tell(table, row, with_tuple, sink);
            }
        }
    }
    std::uint64_t count_root_ids(std::uint32_t root) override {
        ++calls_;
        std::vector<RowId>& ids = root_ids_[root];
        ids.clear();
        for (const MemoryRow& row : rows_.of(plan_.roots[root].table)) {
            if (selects(root, row)) {
                ids.push_back(row.id);
            }
        }
        std::reverse(ids.begin(), ids.end());  // the next one is the last
        return ids.size();
    }
    void read_root_ids(std::uint32_t root, std::uint64_t most,
                       const std::function<void(RowId)>& sink) override {
        ++calls_;
        std::vector<RowId>& ids = root_ids_[root];
        for (; most > 0 && !ids.empty(); --most) {
            sink(ids.back());
            ids.pop_back();
        }
    }
    void read_whole(TableId table, bool with_tuple, const RowSink& sink) override {
        ++calls_;
        for (const MemoryRow& row : rows_.of(table)) {
            tell(table, row, with_tuple, sink);
        }
    }
    void read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                    const RowSink& sink) override {
        for (const MemoryRow& row : rows_.of(table)) {
            if (std::binary_search(ids.begin(), ids.end(), row.id)) {
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
            keys_asked_again += asked_.insert({id, texts_of(key, keys[position])}).second ? 0 : 1;
        }
        const std::set<Texts> wanted = take_keys(key, keys, parents_asked);
        for (const MemoryRow& row : rows_.of(key.relation.table)) {
            if (is_one_of(wanted, rows_.key_of(key.relation, key.columns, row))) {
                tell(key.relation.table, row, with_tuple, sink);
            }
        }
    }
    void read_children(ReferenceId id, const KeyList& keys, bool with_tuple,
                       const RowSink& sink) override {
        ++calls_;
        const Reference& reference = plan_.catalog.reference(id);
        const ReferencePlan& rule = plan_.reference(id);
        const std::set<Texts> wanted =
            take_keys(plan_.parent_key(rule.parent_key), keys, children_asked);
        if (!rule.has_rule()) {
            tell_referencing(reference, wanted, with_tuple, sink);
            return;
        }
        for (const MemoryRow& parent : rows_.of(reference.parent.table)) {
            if (!is_one_of(wanted, rows_.parent_key(reference, parent))) {
                continue;
            }
            for (const MemoryRow* const child : rows_.children_of(reference, rule, parent)) {
                tell(reference.child.table, *child, with_tuple, sink, parent.id);
            }
        }
    }
    void read_whole_keys(ReferenceId id, const KeySink& sink) override {
        ++calls_;
        const Reference& reference = plan_.catalog.reference(id);
        const Table& table = plan_.catalog.table(reference.child.table);
        std::set<Texts> told;
        for (const MemoryRow& row : rows_.of(table.id)) {
            const auto key = rows_.child_key(reference, row);
            if (key && told.insert(*key).second) {
                tell_key(table, reference.child_columns, {key->begin(), key->end()}, sink);
            }
        }
    }
    void read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) override {
        ++calls_;
        std::vector<Texts> unheard;
        tell_referencing(plan_.catalog.reference(id),
                         take_keys(plan_.parent_key(plan_.reference(id).parent_key), keys, unheard),
                         false, sink);
    }
    void read_matches(ParentKeyId id, const KeyList& keys,
                      const std::function<void(std::size_t position, RowId row)>& sink) override {
        ++calls_;
        const ParentKey& key = plan_.parent_key(id);
        std::multimap<Texts, RowId> holders;
        for (const MemoryRow& row : rows_.of(key.relation.table)) {
            if (const auto texts = rows_.key_of(key.relation, key.columns, row)) {
                holders.emplace(*texts, row.id);
            }
        }
        for (std::size_t position = 0; position < keys.size(); ++position) {
            const auto [first, last] = holders.equal_range(canonical_texts(key, keys, position));
            std::for_each(first, last, [&](const auto& each) { sink(position, each.second); });
        }
    }
    std::vector<std::uint64_t> read_counts(TableId table,
                                           std::span<const ReferenceId> references) override {
        ++calls_;
        const std::vector<MemoryRow>& rows = rows_.of(table);
        std::vector<std::uint64_t> counts = {rows.size()};
        for (const ReferenceId id : references) {
            counts.push_back(static_cast<std::uint64_t>(
                std::count_if(rows.begin(), rows.end(), [&](const MemoryRow& row) {
                    return rows_.child_key(plan_.catalog.reference(id), row).has_value();
                })));
        }
        return counts;
    }
    [[nodiscard]] std::uint64_t queries() const override { return calls_; }

    // What a row takes on disk: a few are large.
    [[nodiscard]] static std::uint64_t size_of(const MemoryRow& row) {
        const std::uint64_t mixed = (static_cast<std::uint64_t>(row.id) >> 16U) * 2'654'435'761U;
        return mixed % 11 == 0 ? 1'900 : 40 + mixed % 97;
    }

    std::vector<Texts> parents_asked;  // every key that read_parents() was given, in order
    mutable std::size_t tuples_told = 0;
    std::vector<Texts> children_asked;   // every key that read_children() was given
    std::uint64_t keys_asked_again = 0;  // by read_parents()

private:
    // A Slot says what one of a table's key values is made of.
    struct Slot {
        std::uint16_t column = no_column;
        std::string when;
    };

    void add_slots(TableId table, const std::vector<std::uint16_t>& slots,
                   const ColumnList& columns, const std::string& when) {
        for (std::size_t index = 0; index < slots.size(); ++index) {
            slots_[table][slots[index]] = {columns[index], when};
        }
    }
    [[nodiscard]] Texts canonical_texts(const ParentKey& key, const KeyList& keys,
                                        std::size_t position) const {
        Texts texts = texts_of(key, keys[position]);
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
            told.push_back(texts_of(key, keys[position]));
            wanted.insert(canonical_texts(key, keys, position));
        }
        return wanted;
    }
    static bool is_one_of(const std::set<Texts>& wanted, const std::optional<Texts>& key) {
        return key && wanted.contains(*key);
    }
    void tell_referencing(const Reference& reference, const std::set<Texts>& wanted,
                          bool with_tuple, const RowSink& sink) const {
        for (const MemoryRow& row : rows_.of(reference.child.table)) {
            if (is_one_of(wanted, rows_.child_key(reference, row))) {
                tell(reference.child.table, row, with_tuple, sink);
            }
        }
    }
    void tell(TableId table, const MemoryRow& row, bool with_tuple, const RowSink& sink,
              RowId parent = {}) const {
        const std::vector<Slot>& slots = slots_[table];
        std::vector<std::string> values(slots.size());
        std::vector<KeyPart> parts(slots.size());
        for (std::size_t index = 0; index < slots.size(); ++index) {
            if (slots[index].column == no_column) {  // the row's size, where the twin is to fit
                values[index] = wire_integer(size_of(row));
                parts[index] = values[index];
                continue;
            }
            const Value& value = row.values[slots[index].column];
            if (value && rows_.holds(slots[index].when, table, row)) {
                values[index] =
                    wire_form(plan_.catalog.table(table).columns[slots[index].column], *value);
                parts[index] = values[index];
            }
        }
        tuples_told += with_tuple ? 1 : 0;
        sink({row.id, parts, with_tuple ? memory_tuple : std::string_view{}, parent});
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
    MemoryRows rows_;
    IdVector<TableId, std::vector<Slot>> slots_;  // by index among its key_values
    std::map<std::uint32_t, Predicate> roots_;
    std::map<std::uint32_t, std::vector<RowId>> root_ids_;  // still to come, the next one last
    std::map<std::uint32_t, std::vector<std::vector<Value>>> queries_of_;
    std::set<std::pair<ParentKeyId, Texts>> asked_;
    std::uint64_t calls_ = 0;
    std::uint64_t estimate_ = 0;
};

}  // namespace subset::testing_support
