#include "twin/target_state.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <sstream>

namespace subset {
namespace {

constexpr const char* extensions_query =
    "SELECT e.extname FROM pg_catalog.pg_extension AS e ORDER BY e.oid";

}  // namespace

bool TargetState::is_twin() const {
    return stamp && stamp->database == database && stamp->oid == std::to_string(database_oid) &&
           stamp->cluster == cluster.value_or("");
}

std::string TargetState::endpoint() const { return host + ":" + port + "/" + database; }

std::vector<std::string> made_by_earlier_run(const TargetState& state) {
    std::vector<std::string> lines;
    std::istringstream text{state.is_twin() ? state.stamp->made : std::string{}};
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> replaced_schemas(const TargetState& state, const Catalog& catalog) {
    const std::vector<std::string> made = made_by_earlier_run(state);
    std::vector<std::string> schemas;
    for (const std::string& schema : catalog.schemas) {
        if (contains(catalog.filled_schemas, schema) || contains(made, "SCHEMA " + schema)) {
            schemas.push_back(schema);
        }
    }
    return schemas;
}

std::string render_membership(const std::string& owner, const TargetState& state) {
    // Since 16 a role can be a member of another without having its rights, and GRANT alone does
    // not change that.
    return fmt::format("GRANT {} TO {}{};", pg::quote_identifier(owner),
                       pg::quote_identifier(state.role),
                       state.server_version_num >= 160000 ? " WITH INHERIT TRUE" : "");
}

std::vector<std::string> read_names(pg::CopyChannel& channel, std::string_view query) {
    std::vector<std::string> names;
    for (const pg::Row& row : channel.query(std::string{query})) {
        names.push_back(row.text(0));
    }
    return names;
}

TargetState assume_target_state(pg::CopyChannel& source) {
    TargetState state;
    state.server_version_num = source.server_version_num();
    state.superuser = true;
    state.foreign_wrappers =
        read_names(source, "SELECT w.fdwname FROM pg_catalog.pg_foreign_data_wrapper AS w");
    return state;
}

std::vector<std::string> target_state_queries() {
    return {std::string{sql::target_state}, std::string{sql::target_wrappers}, extensions_query};
}

TargetState read_target_state(pg::CopyChannel& target) {
    TargetState state;
    state.host = target.host();
    state.port = target.port();
    const pg::Rows rows = target.query(std::string{sql::target_state});
    const pg::Row& row = rows.at(0);
    state.database_oid = row.oid(0);
    state.comment = row.text(1);
    state.stamp = parse_stamp(state.comment);
    state.server_version_num = static_cast<int>(row.number(2));
    state.server_version = row.text(3).substr(0, row.text(3).find(' '));
    state.role = row.text(4);
    state.superuser = row.boolean(5);
    state.owns_database = row.boolean(6);
    state.may_create = row.boolean(7);
    state.max_locks_per_transaction = static_cast<std::uint64_t>(row.number(8));
    state.lock_table_backends = static_cast<std::uint64_t>(row.number(9));
    if (row.boolean(10)) {  // EXECUTE on the function may have been revoked
        state.cluster =
            target.query("SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s")
                .at(0)
                .text(0);
    }
    state.owner = row.text(11);
    state.database = row.text(12);  // a pooler may call it by another name
    state.foreign_wrappers = read_names(target, sql::target_wrappers);
    state.extensions = read_names(target, extensions_query);
    return state;
}

void check_target_rights(const TargetState& state, const TargetConfig& config) {
    if (!state.owns_database) {
        throw Error{
            ErrorKind::privilege,
            fmt::format(
                "the role \"{}\" is not the owner of the target database \"{}\", which \"{}\" is",
                state.role, state.database, state.owner),
            fmt::format("Connect as its owner, or have it run: {} or ALTER DATABASE \"{}\" OWNER "
                        "TO \"{}\";",
                        render_membership(state.owner, state), state.database, state.role)};
    }
    if (!state.may_create && !keeps_schema(config.mode)) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the role \"{}\" may not create schemas in the target database \"{}\"",
                        state.role, state.database),
            fmt::format("Have its owner run: GRANT CREATE ON DATABASE \"{}\" TO \"{}\";",
                        state.database, state.role)};
    }
}

}  // namespace subset
