#include "twin/schema/source_objects.hpp"

#include "catalog/sql.hpp"
#include "pg/sql_variables.hpp"
#include "util/contains.hpp"

#include <algorithm>
#include <utility>

namespace subset {
namespace {

std::vector<SourcePolicy> read_policies(pg::CopyChannel& source, const std::string& schemas) {
    std::vector<SourcePolicy> policies;
    for (const pg::Row& row :
         source.query(pg::with_variable(sql::source_policies, "schemas", schemas))) {
        if (policies.empty() || policies.back().oid != row.oid(0)) {
            policies.push_back({row.oid(0), {row.text(1), row.text(2)}, row.text(3), {}});
        }
        policies.back().roles.push_back(row.text(4));
    }
    return policies;
}

std::vector<OutsideObject> read_outside(pg::CopyChannel& source,
                                        const std::vector<ObstructedObject>& obstructed) {
    std::vector<OutsideObject> objects;
    for (const pg::Row& row : source.query(std::string{sql::outside_objects})) {
        const bool left_out =
            std::any_of(obstructed.begin(), obstructed.end(), [&](const ObstructedObject& each) {
                return each.catalog == row.oid(0) && each.object == row.oid(1);
            });
        if (!left_out) {
            objects.push_back({row.oid(0), row.oid(1), row.text(2)});
        }
    }
    return objects;
}

// An extension that requires one that is skipped is skipped too.
std::vector<std::string> add_dependents(pg::CopyChannel& source, std::vector<std::string> skipped) {
    const std::string query =
        "WITH RECURSIVE gone (oid, name) AS (SELECT e.oid, e.extname FROM pg_catalog.pg_extension "
        "AS e WHERE e.extname = ANY (" +
        pg::render_text_array(skipped) +
        ") UNION SELECT e.oid, e.extname FROM gone AS g JOIN pg_catalog.pg_depend AS d "
        "ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = g.oid "
        "AND d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass "
        "JOIN pg_catalog.pg_extension AS e ON e.oid = d.objid) "
        "SELECT g.name FROM gone AS g ORDER BY g.name::pg_catalog.text COLLATE \"C\"";
    return read_names(source, query);
}

}  // namespace

SourceObjects read_source_objects(pg::CopyChannel& source, const Catalog& catalog,
                                  const TargetConfig& config, const TargetState& target,
                                  const std::vector<std::string>& kept) {
    SourceObjects objects;
    const std::string schemas = pg::render_text_array(catalog.schemas);
    // An extension that the target has is not skipped.
    std::vector<std::string> skipped;
    for (const Text& name : config.skip_extensions) {
        if (!contains(target.extensions, name.value)) {
            skipped.push_back(name.value);
        }
    }
    if (!skipped.empty()) {
        skipped = add_dependents(source, std::move(skipped));
    }
    objects.large_objects = static_cast<std::uint64_t>(
        source.query("SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata")
            .at(0)
            .number(0));
    std::vector<std::string> servers;
    for (const Text& server : config.foreign_servers) {
        servers.push_back(server.value);
    }
    std::string extensions = pg::with_variable(sql::source_extensions, "left_out",
                                               pg::render_text_array(catalog.other_schemas));
    extensions = pg::with_variable(extensions, "servers", pg::render_text_array(servers));
    for (const pg::Row& row : source.query(extensions)) {
        if (contains(skipped, row.text(1))) {
            objects.skipped_extensions.push_back(row.oid(0));
        } else {
            objects.extensions.push_back(
                {row.oid(0), row.text(1), row.text(2), row.text(3), row.boolean(4)});
        }
    }
    const std::string names =
        "SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ANY (" +
        schemas + ") ORDER BY n.nspname::pg_catalog.text COLLATE \"C\"";
    for (const pg::Row& row : source.query(names)) {
        objects.schemas.push_back({row.oid(0), row.text(1)});
    }
    objects.policies = read_policies(source, schemas);
    std::vector<SuperuserObject> missing;
    if (!target.superuser) {
        for (SuperuserObject& object : read_superuser_objects(source)) {
            (contains(kept, object.text) ? objects.present : missing).push_back(std::move(object));
        }
    }
    ObstacleSeeds seeds{catalog.other_schemas,
                        find_absent_tables(catalog),
                        target.foreign_wrappers,
                        {},
                        skipped,
                        {},
                        target.superuser};
    seeds.servers = servers;
    for (const SuperuserObject& object : objects.present) {
        seeds.present.push_back(object.text);
    }
    objects.obstructed = read_obstructed(source, seeds);
    check_superuser_objects(objects.obstructed, missing);
    objects.outside = read_outside(source, objects.obstructed);
    return objects;
}

}  // namespace subset
