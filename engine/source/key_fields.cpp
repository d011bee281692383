#include "source/key_fields.hpp"

#include <algorithm>
#include <string_view>

namespace subset {

KeyFields::KeyFields(const TablePlan& table, const TableOutput* tuple)
    : values_{table.key_values}, keys_(table.key_values.size()), wide_(table.key_values.size()) {
    for (std::size_t index = 0; index < values_.size(); ++index) {
        is_beside_.push_back(tuple == nullptr || tuple->is_beside(index));
        if (is_beside_.back()) {
            ++beside_;
        } else {
            in_output_.push_back(*tuple->key_columns[index]);
        }
    }
}

std::span<const KeyPart> KeyFields::join(std::span<const KeyPart> beside,
                                         std::span<const KeyPart> in_output) {
    std::size_t next_beside = 0;
    std::size_t next_in_output = 0;
    for (std::size_t index = 0; index < values_.size(); ++index) {
        if (is_beside_[index]) {
            keys_[index] = beside[next_beside++];
        } else {
            const KeyPart& value = in_output[next_in_output++];
            keys_[index] =
                values_[index].kind == KeyKind::integer ? widen(value, wide_[index]) : value;
        }
    }
    return keys_;
}

// A smallint or integer as bigint: big-endian, its sign in front.
KeyPart KeyFields::widen(const KeyPart& value, Wide& wide) {
    if (!value || (value->size() != 2 && value->size() != 4)) {
        return value;  // a bigint, or what will not be taken for a key
    }
    const bool negative = static_cast<signed char>(value->front()) < 0;
    const std::size_t missing = wide.bytes.size() - value->size();
    std::fill_n(wide.bytes.begin(), missing, negative ? '\xff' : '\0');
    std::copy(value->begin(), value->end(), wide.bytes.begin() + missing);
    return std::string_view{wide.bytes.data(), wide.bytes.size()};
}

}  // namespace subset
