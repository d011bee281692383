#include "catalog/types.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_set>

namespace subset {
namespace {

// These are fixed oids of pg_type.dat.
constexpr Oid bool_oid = 16, bytea_oid = 17, name_oid = 19, int8_oid = 20, int2_oid = 21,
              int4_oid = 23, text_oid = 25, oid_oid = 26, varchar_oid = 1043, date_oid = 1082,
              time_oid = 1083, timestamp_oid = 1114, timestamptz_oid = 1184, uuid_oid = 2950;

// The text form of these types, under this program's session settings, is as good as the value.
// Only the server can compare values of all others: numeric (2.50 = 2.5), floats (-0 = 0), interval
// (1 month = 30 days), char(n), citext, inet ...
bool text_decides(Oid oid) {
    static const std::unordered_set<Oid> decided = {
        bool_oid,    bytea_oid, name_oid, text_oid,      oid_oid,
        varchar_oid, date_oid,  time_oid, timestamp_oid, timestamptz_oid};
    return decided.contains(oid);
}

std::vector<Oid> parse_oids(const std::string& text) {
    std::istringstream stream{text};
    std::vector<Oid> oids;
    for (Oid oid = 0; stream >> oid;) {
        oids.push_back(oid);
    }
    return oids;
}

}  // namespace

std::string render_types_query(const std::vector<Oid>& more) {
    pg::ArrayLiteral array;
    for (const Oid oid : more) {
        array.add_integer(oid);
    }
    return pg::with_variable(sql::types, "more", array.sql());
}

Types::Types(pg::Session& session, const std::vector<Oid>& more) {
    for (const pg::Row& row : session.query(render_types_query(more))) {
        Type entry;
        entry.oid = row.oid(0);
        entry.kind = row.letter(1);
        entry.base = row.oid(2);
        entry.is_array = row.boolean(3);
        entry.has_binary = row.boolean(4);
        entry.is_reg = row.boolean(5);
        entry.name = row.text(6);
        entry.output_function = row.text(7);
        entry.inside = row.is_null(8) ? std::vector<Oid>{} : parse_oids(row.text(8));
        entry.equality = row.cell(9).value_or("");
        entry.sized_base = row.cell(10).value_or("");
        entry.output_type = row.cell(11).value_or("");
        entry.sure_text = row.boolean(12);
        types_.emplace(entry.oid, std::move(entry));
    }
}

const Types::Type& Types::type(Oid oid) const {
    const auto found = types_.find(oid);
    if (found == types_.end()) {
        pg::fail_answer("a type that is in no catalog");
    }
    return found->second;
}

const Types::Type& Types::base_of(Oid oid) const {
    const Type* found = &type(oid);
    for (std::size_t levels = 0; found->kind == 'd'; ++levels) {
        if (levels > types_.size()) {
            pg::fail_answer("a domain over itself");
        }
        found = &type(found->base);
    }
    return *found;
}

template <typename Condition>
bool Types::any_inside(Oid oid, const Condition& condition) const {
    std::unordered_set<Oid> seen = {oid};
    std::vector<Oid> pending = {oid};
    while (!pending.empty()) {
        const Type& entry = type(pending.back());
        pending.pop_back();
        if (condition(entry)) {
            return true;
        }
        for (const Oid inner : entry.inside) {
            if (seen.insert(inner).second) {
                pending.push_back(inner);
            }
        }
    }
    return false;
}

bool Types::binary_safe(Oid oid) const {
    return !any_inside(oid, [](const Type& entry) { return !entry.has_binary || entry.is_reg; });
}

bool Types::binary_has_own_oids(Oid oid) const {
    constexpr Oid first_of_users = 16'384;  // FirstNormalObjectId
    return any_inside(oid, [](const Type& entry) {
        return (entry.is_array || entry.kind == 'c') &&
               std::any_of(entry.inside.begin(), entry.inside.end(),
                           [](Oid inner) { return inner >= first_of_users; });
    });
}

bool Types::text_is_sure(Oid oid) const {
    return !any_inside(oid, [](const Type& entry) { return !entry.sure_text; });
}

ValueType Types::describe(Oid oid, bool deterministic, const std::string& name) const {
    const Type& base = base_of(oid);
    ValueType value;
    value.type = name.empty() ? type(oid).name : name;
    value.base_type = base.name;
    value.sized_type = value.type;
    for (const Type* each = &type(oid); each->kind == 'd'; each = &type(each->base)) {
        value.sized_type = each->sized_base;
    }
    value.output_function = type(oid).output_function;
    value.output_type = type(oid).output_type;
    value.equality = base.equality;
    value.base_is_array = base.is_array;
    value.is_enum = base.kind == 'e' || (base.is_array && !base.inside.empty() &&
                                         base_of(base.inside.front()).kind == 'e');
    value.binary_safe = binary_safe(oid);
    value.binary_has_own_oids = binary_has_own_oids(oid);
    value.text_is_sure = text_is_sure(oid);
    switch (base.oid) {
        case int2_oid:
            value.integer_bytes = 2;
            break;
        case int4_oid:
            value.integer_bytes = 4;
            break;
        case int8_oid:
            value.integer_bytes = 8;
            break;
        default:
            break;
    }
    if (value.integer_bytes != 0) {
        value.key_kind = KeyKind::integer;
    } else if (base.oid == uuid_oid) {
        value.key_kind = KeyKind::uuid;
    } else if ((text_decides(base.oid) || base.kind == 'e') && deterministic) {
        value.key_kind = KeyKind::text;
    } else {
        value.key_kind = KeyKind::server;
    }
    return value;
}

}  // namespace subset
