#include "target/privileges.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

namespace subset {

std::string read_privileges(pg::CopyChannel& target, const std::vector<std::string>& schemas) {
    const std::string query =
        pg::with_variable(sql::saved_privileges, "objects", sql::privilege_objects);
    return target.query(pg::with_variable(query, "schemas", pg::render_text_array(schemas)))
        .at(0)
        .text(0);
}

std::string render_restore_privileges(const std::string& saved,
                                      const std::vector<std::string>& schemas) {
    std::string query =
        pg::with_variable(sql::restore_privileges, "objects", sql::privilege_objects);
    query = pg::with_variable(query, "schemas", pg::render_text_array(schemas));
    return pg::with_variable(query, "saved", pg::quote_literal(saved) + "::pg_catalog.json");
}

}  // namespace subset
