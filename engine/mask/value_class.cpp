#include "mask/value_class.hpp"

#include "mask/hstore_document.hpp"
#include "util/parse_leading.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace subset {
namespace {

// The names are as format_type() prints them without a typmod; types of the users' own come with
// their schema.
constexpr std::array class_of_type = std::to_array<std::pair<std::string_view, ValueClass>>({
    {"text", ValueClass::text},
    {"character varying", ValueClass::text},
    {"bpchar", ValueClass::text},
    {"character", ValueClass::text},
    {"name", ValueClass::text},
    {"date", ValueClass::date},
    {"timestamp without time zone", ValueClass::date},
    {"timestamp with time zone", ValueClass::date},
    {"daterange", ValueClass::span},
    {"tsrange", ValueClass::span},
    {"tstzrange", ValueClass::span},
    {"time without time zone", ValueClass::clock},
    {"time with time zone", ValueClass::clock},
    {"interval", ValueClass::clock},
    {"inet", ValueClass::ip},
    {"cidr", ValueClass::ip},
    {"json", ValueClass::json},
    {"jsonb", ValueClass::json},
    {"tsvector", ValueClass::words},
    {"xml", ValueClass::xml},
    {"smallint", ValueClass::number},
    {"integer", ValueClass::number},
    {"bigint", ValueClass::number},
    {"numeric", ValueClass::number},
    {"real", ValueClass::number},
    {"double precision", ValueClass::number},
    {"uuid", ValueClass::uuid},
    {"bytea", ValueClass::bytes},
});

// Such values say nothing of a person by themselves.
constexpr std::array types_asked_by_name = std::to_array<std::string_view>({
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "money",
    "oid",
    "boolean",
    "\"bit\"",  // with quotes, as bit alone means bit(1)
    "bit varying",
    "uuid",
    "int4range",
    "int8range",
    "numrange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "pg_lsn",
    "xid",
    "xid8",
    "cid",
    "tid",
    "txid_snapshot",
    "pg_snapshot",
    "regclass",
    "regtype",
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regrole",
    "regconfig",
    "regnamespace",
    "regdictionary",
    "regcollation",
});

}  // namespace

ValueShape shape_of(const ValueType& type) {
    ValueShape shape;
    std::string_view base = type.base_type;
    shape.is_array = base.ends_with("[]");
    if (shape.is_array) {
        base.remove_suffix(2);
    }
    const auto* const found = std::find_if(class_of_type.begin(), class_of_type.end(),
                                           [&](const auto& each) { return each.first == base; });
    if (found != class_of_type.end()) {
        shape.value = found->second;
    } else if (base == "citext" || base.ends_with(".citext")) {
        shape.value = ValueClass::text;
    } else if (is_hstore(base)) {
        shape.value = ValueClass::json;
    } else {
        shape.own = base.find('.') != std::string_view::npos && !type.is_enum;
    }
    const std::string_view sized = type.sized_type;
    const auto open = sized.find('(');
    const auto first =
        open == std::string_view::npos ? std::nullopt : parse_leading<int>(sized.substr(open + 1));
    if (shape.value == ValueClass::text && first) {
        shape.length = static_cast<std::size_t>(*first);
    } else if (base == "name") {
        shape.length = 63;  // NAMEDATALEN - 1
    } else if (base == "numeric" && first) {
        shape.precision = first;
        const auto comma = sized.find(',', open);
        shape.scale = comma == std::string_view::npos
                          ? 0
                          : parse_leading<int>(sized.substr(comma + 1)).value_or(0);
    }
    return shape;
}

bool may_be_personal(const ValueType& type) noexcept {
    // The name of a domain has its schema, as that of every type that is not PostgreSQL's own.
    const bool is_domain = type.type != type.sized_type && type.type.find('.') != std::string::npos;
    const bool is_enum = type.is_enum && !type.base_is_array;
    const bool is_plain = std::find(types_asked_by_name.begin(), types_asked_by_name.end(),
                                    type.base_type) != types_asked_by_name.end();
    return is_domain || !(is_enum || is_plain);
}

}  // namespace subset
