#include "closure/user_place.hpp"

#include "plan/row_security.hpp"

#include <algorithm>

namespace subset {

std::string without_values(const pg::ServerMessage& message) {
    constexpr std::string_view wrong_sql = "42";  // class: syntax, names, types, privileges
    const bool of_domain = message.sqlstate == sqlstate::check_violation &&
                           message.primary.starts_with("value for domain ") &&
                           message.primary.find(':') == std::string::npos;
    return message.sqlstate.starts_with(wrong_sql) || of_domain
               ? message.primary
               : fmt::format("SQLSTATE {}", message.sqlstate);
}

Error make_refusal(const Catalog& catalog, const std::string& what, const Place& place,
                   const pg::ServerMessage& said) {
    const auto relation =
        std::find_if(catalog.relations.begin(), catalog.relations.end(), [&](const Relation& each) {
            return each.row_security.hides &&
                   said.primary.find('"' + each.name.name + '"') != std::string::npos;
        });
    if (relation != catalog.relations.end()) {
        const Error hidden = make_hidden_error(catalog.end, relation->name, relation->row_security);
        return Error{hidden.kind(), hidden.faults().front().message + ", and " + what + " reads it",
                     hidden.hint(), place, said.sqlstate};
    }
    return Error{ErrorKind::privilege,
                 fmt::format("{} may not be evaluated by the {}'s role: {}", what, catalog.end,
                             said.primary),
                 "Grant the role what is missing, or write it without; where it is a policy that "
                 "is in the way, use a role with BYPASSRLS.",
                 place, said.sqlstate};
}

}  // namespace subset
