#include "target/drop.hpp"

#include "catalog/sql.hpp"
#include "target/sql_variables.hpp"

namespace subset {

std::string render_drop_query(const std::vector<std::string>& schemas) {
    std::string query = with_variable(sql::drop_objects, "dependents", sql::target_dependents);
    query = with_variable(query, "objects", sql::target_objects);
    return with_variable(query, "schemas", render_text_array(schemas));
}

}  // namespace subset
