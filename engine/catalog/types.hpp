// types.hpp
//
// Types knows what a column's type means for keys and for COPY. It looks under all domains and into
// arrays, ranges and composites. Private to catalog/.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/session.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace subset {

// Renders the query of the types of all columns of user tables, and of `more`.
[[nodiscard]] std::string render_types_query(const std::vector<Oid>& more = {});

class Types {
public:
    // Reads the types of all columns of user tables, and `more`.
    // Cost: one round trip.
    explicit Types(pg::Session& session, const std::vector<Oid>& more = {});

    // Describes a type. `deterministic` is pg_collation.collisdeterministic of the column's
    // collation. Without `name`, the type's own name is taken.
    [[nodiscard]] ValueType describe(Oid type, bool deterministic,
                                     const std::string& name = {}) const;

private:
    struct Type {
        Oid oid = 0;
        char kind = 'b';  // pg_type.typtype
        Oid base = 0;     // of a domain
        bool is_array = false;
        bool has_binary = true;
        bool is_reg = false;
        bool sure_text = false;
        std::string name;
        std::string sized_base;  // of a domain, with the domain's typmod
        std::string output_function;
        std::string output_type;  // what that function takes, where it is another type
        std::string equality;
        std::vector<Oid> inside;
    };

    [[nodiscard]] const Type& type(Oid oid) const;
    [[nodiscard]] const Type& base_of(Oid oid) const;
    // Whether the condition holds for the type, or for a type inside it at any depth.
    template <typename Condition>
    [[nodiscard]] bool any_inside(Oid oid, const Condition& condition) const;
    [[nodiscard]] bool binary_safe(Oid oid) const;
    [[nodiscard]] bool binary_has_own_oids(Oid oid) const;
    [[nodiscard]] bool text_is_sure(Oid oid) const;

    std::unordered_map<Oid, Type> types_;
};

}  // namespace subset
