#include "catalog/written/find_operator.hpp"

#include <algorithm>
#include <initializer_list>

namespace subset {
namespace {

bool is_one_of(const std::string& type, std::initializer_list<const char*> types) {
    return std::any_of(types.begin(), types.end(), [&](const char* each) { return type == each; });
}

}  // namespace

std::optional<KeyOperator> find_operator(const ValueType& parent, const ValueType& child) {
    constexpr const char* equals = "OPERATOR(pg_catalog.=)";
    if (parent.key_kind == KeyKind::integer && child.key_kind == KeyKind::integer) {
        return KeyOperator{equals, equals, parent.base_type, child.base_type, true};
    }
    if (parent.base_type == child.base_type && !parent.equality.empty()) {
        const bool decidable =
            parent.key_kind != KeyKind::server && child.key_kind != KeyKind::server;
        return KeyOperator{parent.equality, parent.equality, parent.base_type, child.base_type,
                           decidable};
    }
    const auto both_among = [&](std::initializer_list<const char*> types) {
        return is_one_of(parent.base_type, types) && is_one_of(child.base_type, types);
    };
    if (both_among({"text", "character varying"})) {
        const bool decidable = parent.key_kind == KeyKind::text && child.key_kind == KeyKind::text;
        return KeyOperator{equals, equals, "pg_catalog.text", "pg_catalog.text", decidable};
    }
    if (both_among({"smallint", "integer", "bigint", "numeric"})) {
        return KeyOperator{equals, equals, "pg_catalog.numeric", "pg_catalog.numeric", false};
    }
    return std::nullopt;
}

}  // namespace subset
