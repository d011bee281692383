#include "load/user_script.hpp"

#include "pg/quote.hpp"

namespace subset {

std::string render_user_script(const std::string& sql) {
    const std::string block = "BEGIN EXECUTE " + pg::quote_literal(sql) + "; END";
    return "DO LANGUAGE plpgsql " + pg::quote_literal(block) + "; SET CONSTRAINTS ALL IMMEDIATE";
}

}  // namespace subset
