#include "script/drop.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"
#include "twin/schema/superuser_objects.hpp"

namespace subset {

std::string render_drop_query(const std::vector<std::string>& schemas, std::size_t tables_at_once,
                              const std::vector<std::string>& outside) {
    std::string query = pg::with_variable(sql::drop_objects, "dependents", sql::target_dependents);
    query = pg::with_variable(query, "objects", sql::target_objects);
    query = pg::with_variable(query, "going", pg::render_text_array(outside));
    query = with_superuser_only(query);
    query = pg::with_variable(query, "at_once", std::to_string(tables_at_once));
    return pg::with_variable(query, "schemas", pg::render_text_array(schemas));
}

}  // namespace subset
