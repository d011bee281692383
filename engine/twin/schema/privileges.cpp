#include "twin/schema/privileges.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "twin/schema/superuser_objects.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

std::string with_objects(std::string_view sql, const std::vector<std::string>& schemas) {
    std::string query = pg::with_variable(sql, "objects", sql::privilege_objects);
    query = with_superuser_only(pg::with_variable(query, "droppable", sql::target_objects));
    return pg::with_variable(query, "schemas", pg::render_text_array(schemas));
}

std::string with_saved(std::string_view sql, const std::string& saved) {
    return pg::with_variable(sql, "saved", pg::quote_literal(saved) + "::pg_catalog.json");
}

}  // namespace

std::string read_privileges(pg::CopyChannel& target, const std::vector<std::string>& schemas) {
    return target.query(with_objects(sql::saved_privileges, schemas)).at(0).text(0);
}

std::string render_restore_privileges(const std::string& saved,
                                      const std::vector<std::string>& schemas) {
    return with_saved(with_objects(sql::restore_privileges, schemas), saved);
}

bool has_owners(const std::string& saved) {
    return saved.find("\"OWNER ") != std::string::npos;  // in a name the quote is escaped
}

std::string render_restore_owners(const std::string& saved,
                                  const std::vector<std::string>& schemas) {
    const std::string query =
        pg::with_variable(sql::restore_owners, "owners", with_saved(sql::saved_owners, saved));
    return with_objects(query, schemas);
}

std::vector<Fault> find_lost_owners(pg::CopyChannel& target, const std::string& role,
                                    const std::string& saved) {
    std::vector<Fault> warnings;
    if (!has_owners(saved)) {
        return warnings;
    }
    for (const pg::Row& row : target.query(
             pg::with_variable(sql::lost_owners, "owners", with_saved(sql::saved_owners, saved)))) {
        const std::string owner = pg::quote_identifier(row.text(0));
        const std::int64_t count = row.number(1);
        warnings.push_back(
            {fmt::format("{} object{} of the target that belong{} to {} will belong to {}", count,
                         count == 1 ? "" : "s", count == 1 ? "s" : "", owner,
                         pg::quote_identifier(role)),
             row.boolean(2)
                 ? fmt::format("Where that role may create in the schema, a refresh gives them "
                               "back: GRANT CREATE ON SCHEMA {} TO {};",
                               pg::quote_identifier(row.cell(3).value_or("")), owner)
                 : fmt::format("A refresh by a member of that role gives them back: GRANT {} TO "
                               "{}{};",
                               owner, pg::quote_identifier(role),
                               target.server_version_num() >= 160000 ? " WITH SET TRUE" : "")});
    }
    return warnings;
}

}  // namespace subset
