#include "catalog/obstacles.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

namespace subset {
namespace {

Obstacle obstacle_named(const std::string& name) {
    if (name == "schema") {
        return Obstacle::schema_left_out;
    }
    if (name == "absent") {
        return Obstacle::absent;
    }
    if (name == "extension") {
        return Obstacle::extension;
    }
    if (name == "foreign") {
        return Obstacle::foreign_data;
    }
    return name == "server" ? Obstacle::foreign_server : Obstacle::superuser;
}

std::string render_oids(const std::vector<Oid>& oids) {
    pg::ArrayLiteral array;
    for (const Oid oid : oids) {
        array.add_integer(oid);
    }
    return array.sql() + "::pg_catalog.oid[]";
}

}  // namespace

std::vector<ObstructedObject> read_obstructed(pg::CopyChannel& source, const ObstacleSeeds& seeds) {
    std::string query = pg::with_variable(sql::obstacles, "left_out",
                                          pg::render_text_array(seeds.schemas_left_out));
    query = pg::with_variable(query, "absent", render_oids(seeds.absent_tables));
    query = pg::with_variable(query, "wrappers", pg::render_text_array(seeds.wrappers));
    query = pg::with_variable(query, "servers", pg::render_text_array(seeds.servers));
    query = pg::with_variable(query, "skipped", pg::render_text_array(seeds.skipped_extensions));
    query = pg::with_variable(query, "present", pg::render_text_array(seeds.present));
    query = pg::with_variable(query, "superuser", seeds.superuser ? "true" : "false");
    std::vector<ObstructedObject> objects;
    for (const pg::Row& row : source.query(query)) {
        objects.push_back({row.oid(0),
                           row.oid(1),
                           obstacle_named(row.text(2)),
                           row.cell(12).value_or(""),
                           row.cell(3).value_or("an object"),
                           row.cell(4).value_or(""),
                           row.cell(5).value_or(""),
                           row.boolean(6),
                           row.cell(7).value_or(""),
                           row.is_null(8) ? 0 : row.oid(8),
                           {row.cell(9).value_or(""), row.cell(10).value_or("")},
                           row.boolean(11),
                           row.boolean(13)});
    }
    return objects;
}

std::vector<Oid> find_absent_tables(const Catalog& catalog) {
    std::vector<Oid> absent;
    for (const Table& table : catalog.tables) {
        if (table.absent) {
            absent.push_back(table.oid);
        }
    }
    return absent;
}

LeftOutByConfig read_left_out_by_config(pg::CopyChannel& source, const Catalog& catalog,
                                        const std::vector<std::string>& foreign_servers) {
    LeftOutByConfig left_out;
    for (const pg::Row& row :
         source.query("SELECT s.srvname FROM pg_catalog.pg_foreign_server AS s ORDER BY "
                      "s.srvname::pg_catalog.text COLLATE \"C\"")) {
        left_out.foreign_servers.push_back(row.text(0));
    }
    ObstacleSeeds seeds;
    seeds.absent_tables = find_absent_tables(catalog);
    seeds.servers = foreign_servers;
    if (seeds.absent_tables.empty() && left_out.foreign_servers.empty()) {
        return left_out;
    }
    // The target is taken to have each wrapper, as in a script: nothing is known of it here.
    for (const pg::Row& row :
         source.query("SELECT w.fdwname FROM pg_catalog.pg_foreign_data_wrapper AS w")) {
        seeds.wrappers.push_back(row.text(0));
    }
    left_out.objects = read_obstructed(source, seeds);
    std::erase_if(left_out.objects, [](const ObstructedObject& object) {
        return object.obstacle != Obstacle::absent &&  // event triggers
               object.obstacle != Obstacle::foreign_data;
    });
    return left_out;
}

}  // namespace subset
