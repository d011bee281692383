// value_class.hpp
//
// ValueClass says what kind of thing a column holds, as far as masks need to know.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace subset {

enum class ValueClass : std::uint8_t {
    text,   // text, varchar, char(n), citext, name
    date,   // date, timestamp, timestamptz
    span,   // daterange, tsrange, tstzrange
    clock,  // time, timetz, interval
    ip,     // inet, cidr
    json,   // json, jsonb, hstore
    words,  // tsvector
    xml,
    number,  // integers, numeric, floats
    uuid,
    bytes,
    other,
};

struct ValueShape {
    ValueClass value = ValueClass::other;  // of the elements, where it is an array
    bool is_array = false;
    bool own = false;  // its type is the users' own and no enum: anything may be in there
    std::optional<std::size_t> length;  // characters, of varchar(n) and char(n)
    std::optional<int> precision;       // of numeric(p, s)
    int scale = 0;
};

[[nodiscard]] ValueShape shape_of(const ValueType& type);

// Whether a type like this can hold personal data as such. Only these cannot: single numbers,
// booleans, bits, uuids, enums, and what names objects of the database. All other types can, those
// that this program does not know among them.
[[nodiscard]] bool may_be_personal(const ValueType& type) noexcept;

}  // namespace subset
