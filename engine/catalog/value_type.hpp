// value_type.hpp
//
// A ValueType says what the type of a column or an expression means for keys and for COPY.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>

namespace subset {

// KeyKind says how this program can compare the values of a column. For all kinds but `server`,
// equal bytes mean equal values and the reverse. Values of kind `server` can only be compared by
// the server (numeric, citext, char(n), nondeterministic collations ...).
enum class KeyKind : std::uint8_t {
    integer,  // int2, int4, int8, and domains over them: travels as int8
    uuid,     // travels as 16 bytes
    text,     // anything else whose text form is as good as the value
    server,
};

// This is what the type of a column or an expression means for keys and for COPY.
struct ValueType {
    std::string type;  // format_type(atttypid, atttypmod), schema-qualified
    // The type under all domains, without its typmod: literals are cast to it.
    std::string base_type;
    std::string sized_type;       // base_type with its typmod, "character varying(20)"
    std::string output_function;  // pg_type.typoutput, quoted: the exact text form of any value
    std::string output_type;      // the type that this function takes, where it is another one
    // It is "OPERATOR(pg_catalog.=)" of the type's default btree operator class, or empty.
    std::string equality;
    KeyKind key_kind = KeyKind::server;
    std::uint8_t integer_bytes = 0;  // 2, 4, 8 where key_kind is integer
    bool base_is_array = false;      // `= ANY` would flatten arrays of arrays
    bool is_enum = false;            // or an array of one
    // Values may travel in binary: the type has typsend/typreceive and holds no reg* value.
    bool binary_safe = true;
    // The binary form names types of the users' own by their oids, which differ between databases.
    bool binary_has_own_oids = false;
    // Under this program's session settings two values print one text only where they are the same
    // value, whichever server prints it.
    bool text_is_sure = false;
};

}  // namespace subset
