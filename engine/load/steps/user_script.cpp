#include "load/steps/user_script.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

namespace subset {

std::string render_user_script(const std::string& sql, const std::string& settings) {
    const std::string block = "BEGIN EXECUTE " + pg::quote_literal(sql) + "; END";
    return fmt::format(
        "RESET row_security; RESET client_min_messages; DO LANGUAGE plpgsql {}; "
        "SET CONSTRAINTS ALL IMMEDIATE; RESET SESSION AUTHORIZATION; RESET ROLE; {}",
        pg::quote_literal(block), settings);
}

}  // namespace subset
