// key_values.hpp
//
// A key has three forms: the values of a row as they came, the encoded key that sets hold, and the
// text that SQL literals are made of. These functions turn one form into another.
//
// Thread-safety: values; a KeyCoder is used by one thread.
#pragma once

#include "plan/row_plan.hpp"
#include "rows/array_elements.hpp"
#include "rows/keys.hpp"
#include "rows/row_set.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset {

// A KeyCoder encodes the columns of one ParentKey, in the role of the parent or of the child.
class KeyCoder {
public:
    // `slots` are the indexes of the values among the table's key values; `kinds` says how they
    // travel.
    KeyCoder(const ParentKey& key, std::vector<std::uint16_t> slots, std::vector<KeyKind> kinds);

    // The value with this index in the key is an array, each of whose elements makes a key.
    void take_elements_of(std::size_t index) { elements_ = index; }

    // Returns nothing where a value is NULL. The view lives until the next call.
    // Requires: the key has one value of each column.
    [[nodiscard]] std::optional<Key> encode(std::span<const KeyPart> values) {
        return encode(values, std::nullopt);
    }
    // Calls the sink with each of the row's keys: one or none, or one for each element. Each lives
    // until the sink returns.
    template <typename Sink>
    void each(std::span<const KeyPart> values, const Sink& sink) {
        if (!elements_) {
            if (const auto key = encode(values)) {
                sink(*key);
            }
            return;
        }
        const KeyPart& array = values[slots_[*elements_]];
        const auto elements = array ? parse_array_elements(*array) : std::nullopt;
        for (const std::string_view element : elements.value_or(std::vector<std::string_view>{})) {
            if (const auto key = encode(values, element)) {
                sink(*key);
            }
        }
    }
    // Whether the row has a key at all.
    [[nodiscard]] bool has_key(std::span<const KeyPart> values);

private:
    // `element` stands for the array.
    [[nodiscard]] std::optional<Key> encode(std::span<const KeyPart> values, KeyPart element);
    [[nodiscard]] const KeyPart& value_of(std::span<const KeyPart> values, std::size_t index,
                                          const KeyPart& element) const {
        return elements_ == index ? element : values[slots_[index]];
    }

    KeyForm form_;
    std::vector<KeyKind> codecs_;
    std::vector<std::uint16_t> slots_;
    std::vector<KeyKind> kinds_;
    std::vector<std::string> texts_;
    std::vector<KeyPart> parts_;
    std::string scratch_;
    std::optional<std::size_t> elements_;  // the array's index in the key
};

// Says how the values of a reference travel, which is the same in every table that its child
// relation covers.
// Requires: the values are read.
[[nodiscard]] std::vector<KeyKind> child_kinds(const RowPlan& plan, const ReferencePlan& reference);
// Makes a coder for rows that hold nothing but the key's values, in its order, each in the form
// that `kinds` says.
[[nodiscard]] KeyCoder make_bare_coder(const ParentKey& key, std::vector<KeyKind> kinds);
// Makes a coder for rows that hold nothing but the child's values of a reference, which are single
// elements where the reference is by elements.
[[nodiscard]] KeyCoder make_bare_coder(const RowPlan& plan, const ReferencePlan& reference);
// These make coders for rows of one table, which is on the parent's or the child's side.
[[nodiscard]] KeyCoder make_parent_coder(const RowPlan& plan, const ParentKey& key, TableId table);
[[nodiscard]] KeyCoder make_child_coder(const RowPlan& plan, const ReferencePlan& reference,
                                        TableId table);

// A TreeCoder encodes rows of any table that a relation covers. The catalog and the relation must
// outlive it.
class TreeCoder {
public:
    TreeCoder(const Catalog& catalog, const Relation& relation)
        : catalog_{catalog}, relation_{relation} {}

    void add(TableId table, KeyCoder coder) { coders_.emplace(table, std::move(coder)); }
    [[nodiscard]] const Relation& relation() const noexcept { return relation_; }
    // As those of KeyCoder.
    [[nodiscard]] std::optional<Key> encode(RowId row, std::span<const KeyPart> values) {
        return coder_of(row).encode(values);
    }
    template <typename Sink>
    void each(RowId row, std::span<const KeyPart> values, const Sink& sink) {
        coder_of(row).each(values, sink);
    }

private:
    [[nodiscard]] KeyCoder& coder_of(RowId row);

    const Catalog& catalog_;
    const Relation& relation_;
    std::map<TableId, KeyCoder> coders_;
};

[[nodiscard]] TreeCoder make_parent_coder(const RowPlan& plan, const ParentKey& key);
[[nodiscard]] TreeCoder make_child_coder(const RowPlan& plan, const ReferencePlan& reference);

// Returns the text of each of the key's values, as the type's input function reads it.
[[nodiscard]] std::vector<std::string> texts_of(const ParentKey& of, const Key& key);
// Renders "4711" or "(17, abc)", for people.
[[nodiscard]] std::string render_key(const ParentKey& of, const Key& key);

}  // namespace subset
