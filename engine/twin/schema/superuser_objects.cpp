#include "twin/schema/superuser_objects.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

constexpr std::string_view role_is_superuser =
    "(SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)";

}  // namespace

std::string with_superuser_only(std::string_view sql) {
    return pg::with_variable(
        sql, "superuser_only",
        pg::with_variable(sql::superuser_only, "superuser", role_is_superuser));
}

std::vector<SuperuserObject> read_superuser_objects(pg::CopyChannel& source) {
    std::vector<SuperuserObject> objects;
    for (const pg::Row& row : source.query(
             "SELECT o.classid, o.objid, i.type || ' ' || i.identity, CASE WHEN o.classid = "
             "'pg_catalog.pg_proc'::pg_catalog.regclass THEN "
             "pg_catalog.pg_get_functiondef(o.objid) END FROM (" +
             pg::with_variable(sql::superuser_only, "superuser", "false") +
             ") AS o CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, 0) AS i "
             "ORDER BY 3")) {
        objects.push_back({row.oid(0), row.oid(1), row.text(2), row.cell(3).value_or("")});
    }
    return objects;
}

std::vector<std::string> read_kept_superuser_objects(pg::CopyChannel& target) {
    std::vector<std::string> texts;
    for (const pg::Row& row : target.query(
             "SELECT i.type || ' ' || i.identity FROM (" +
             pg::with_variable(sql::superuser_only, "superuser", role_is_superuser) +
             ") AS o CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, 0) AS "
             "i")) {
        texts.push_back(row.text(0));
    }
    return texts;
}

void check_superuser_objects(const std::vector<ObstructedObject>& obstructed,
                             const std::vector<SuperuserObject>& missing) {
    std::map<std::string, std::vector<std::string>> needed;  // the things that need each of them
    for (const ObstructedObject& object : obstructed) {
        if (object.obstacle == Obstacle::superuser && !object.own) {
            needed[object.because].push_back(object.text);
        }
    }
    std::vector<Fault> faults;
    for (const SuperuserObject& object : missing) {
        const auto found = needed.find(object.text);
        if (object.statement.empty() || found == needed.end()) {
            continue;  // it is left out, which is told
        }
        std::string statement = object.statement;
        statement.erase(statement.find_last_not_of(" \n") + 1);
        faults.push_back(
            {fmt::format("{} needs {}, which only a superuser may create, and the target has not",
                         found->second.front(), object.text),
             fmt::format("Have a superuser run once in the target: {}; it stays through every "
                         "refresh.",
                         statement)});
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::privilege, std::move(faults)};
    }
}

}  // namespace subset
