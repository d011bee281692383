#include "plan/keys/key_values.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

std::string uuid_text(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        text += index == 4 || index == 6 || index == 8 || index == 10 ? "-" : "";
        const auto byte = static_cast<unsigned char>(bytes[index]);
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    return text;
}

std::string text_of(KeyKind kind, std::string_view value) {
    switch (kind) {
        case KeyKind::integer:
            return std::to_string(integer_of(value));
        case KeyKind::uuid:
            return uuid_text(value);
        default:
            return std::string{value};
    }
}

std::vector<KeyKind> kinds_of(const TablePlan& table, const std::vector<std::uint16_t>& slots) {
    std::vector<KeyKind> kinds;
    for (const std::uint16_t slot : slots) {
        kinds.push_back(table.key_values[slot].kind);
    }
    return kinds;
}

}  // namespace

std::vector<KeyKind> child_kinds(const RowPlan& plan, const ReferencePlan& reference) {
    const auto& [table, slots] = *reference.child_slots.begin();
    return kinds_of(plan.table(table), slots);
}

KeyCoder::KeyCoder(const ParentKey& key, std::vector<std::uint16_t> slots,
                   std::vector<KeyKind> kinds)
    : form_{key.form},
      codecs_{key.codecs},
      slots_{std::move(slots)},
      kinds_{std::move(kinds)},
      texts_(slots_.size()),
      parts_(slots_.size()) {}

bool KeyCoder::has_key(std::span<const KeyPart> values) {
    bool has = false;
    each(values, [&](const Key&) { has = true; });
    return has;
}

std::optional<Key> KeyCoder::encode(std::span<const KeyPart> values, KeyPart element) {
    if (form_ == KeyForm::integer) {
        const KeyPart& value = value_of(values, 0, element);
        return value ? std::optional{Key{integer_of(*value)}} : std::nullopt;
    }
    for (std::size_t index = 0; index < slots_.size(); ++index) {
        const KeyPart& value = value_of(values, index, element);
        if (value && codecs_[index] == KeyKind::text && kinds_[index] != KeyKind::text) {
            texts_[index] = text_of(kinds_[index], *value);
            parts_[index] = texts_[index];
        } else {
            parts_[index] = value;
        }
    }
    const auto bytes = encode_key(parts_, scratch_);
    return bytes ? std::optional{Key{*bytes}} : std::nullopt;
}

KeyCoder make_bare_coder(const ParentKey& key, std::vector<KeyKind> kinds) {
    std::vector<std::uint16_t> slots;
    for (std::size_t index = 0; index < kinds.size(); ++index) {
        slots.push_back(static_cast<std::uint16_t>(index));
    }
    return {key, std::move(slots), std::move(kinds)};
}

KeyCoder make_parent_coder(const RowPlan& plan, const ParentKey& key, TableId table) {
    const Slots& slots = key.slots.at(table);
    return {key, slots, kinds_of(plan.table(table), slots)};
}

KeyCoder make_bare_coder(const RowPlan& plan, const ReferencePlan& reference) {
    return make_bare_coder(plan.parent_key(reference.parent_key), child_kinds(plan, reference));
}

KeyCoder make_child_coder(const RowPlan& plan, const ReferencePlan& reference, TableId table) {
    KeyCoder coder{plan.parent_key(reference.parent_key), reference.child_slots.at(table),
                   child_kinds(plan, reference)};
    if (const auto& elements = plan.catalog.reference(reference.reference).elements) {
        coder.take_elements_of(elements->pair);
    }
    return coder;
}

KeyCoder& TreeCoder::coder_of(RowId row) {
    return coders_.at(catalog_.table_with(relation_, leaf_of(row)));
}

TreeCoder make_parent_coder(const RowPlan& plan, const ParentKey& key) {
    TreeCoder coder{plan.catalog, key.relation};
    for (const TableId table : key.relation.tables()) {
        coder.add(table, make_parent_coder(plan, key, table));
    }
    return coder;
}

TreeCoder make_child_coder(const RowPlan& plan, const ReferencePlan& reference) {
    TreeCoder coder{plan.catalog, plan.catalog.reference(reference.reference).child};
    for (const TableId table : coder.relation().tables()) {
        coder.add(table, make_child_coder(plan, reference, table));
    }
    return coder;
}

std::vector<std::string> texts_of(const ParentKey& of, const Key& key) {
    if (of.form == KeyForm::integer) {
        return {std::to_string(key.integer)};
    }
    std::vector<std::string> texts;
    const std::vector<std::string> parts = decode_key(key.bytes);
    for (std::size_t index = 0; index < parts.size(); ++index) {
        texts.push_back(text_of(of.codecs[index], parts[index]));
    }
    return texts;
}

std::string render_key(const ParentKey& of, const Key& key) {
    const std::vector<std::string> texts = texts_of(of, key);
    return texts.size() == 1 ? texts.front() : fmt::format("({})", fmt::join(texts, ", "));
}

}  // namespace subset
