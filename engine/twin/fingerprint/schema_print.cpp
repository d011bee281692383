#include "twin/fingerprint/schema_print.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"

namespace subset {

std::string render_schema_print_query(const std::vector<std::string>& schemas) {
    return pg::with_variable(sql::schema_print, "schemas", pg::render_text_array(schemas));
}

std::string read_schema_print(pg::CopyChannel& channel, const std::vector<std::string>& schemas) {
    return channel.query(render_schema_print_query(schemas)).at(0).text(0);
}

}  // namespace subset
