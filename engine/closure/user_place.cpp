#include "closure/user_place.hpp"

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

}  // namespace subset
