#include "target/drop.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"

namespace subset {

std::string render_drop_query(const std::vector<std::string>& schemas) {
    std::string query = pg::with_variable(sql::drop_objects, "dependents", sql::target_dependents);
    query = pg::with_variable(query, "objects", sql::target_objects);
    return pg::with_variable(query, "schemas", pg::render_text_array(schemas));
}

}  // namespace subset
