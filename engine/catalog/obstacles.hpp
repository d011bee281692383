// obstacles.hpp
//
// Finds the objects of the source that cannot be in the twin, or are not wanted there, and all
// objects that need them.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// Obstacle says why an object is not in the twin.
enum class Obstacle : std::uint8_t {
    schema_left_out,  // it is in a schema that is left out, or needs something there
    absent,           // it needs a table with rows = "absent"
    superuser,        // only a superuser may create it, or what it needs
    foreign_server,   // it is or needs a foreign server whose wrapper the target has not
    extension,        // it needs an extension that [target] skip_extensions leaves out
    foreign_data,     // it is a user mapping, or is or needs a foreign server that [target]
                      // foreign_servers does not name
};

struct ObstructedObject {
    Oid catalog = 0;  // pg_class.oid of the system catalog that it is in
    Oid object = 0;
    Obstacle obstacle{};
    std::string kind;          // "function", as pg_identify_object calls it
    std::string text;          // "function billing.next_number()"
    std::string written_into;  // for a default or a check: the table or domain, which is fine
    std::string because;       // what it needs; empty where it is the obstacle itself
    bool own = false;          // it is a part of another object and goes with it without a word
    // For a column, and for a check, NOT NULL or default that is part of CREATE TABLE, `item` is
    // its name in that statement (a default has its column's name), and the next two are its table.
    std::string item = {};
    Oid table = 0;
    QualifiedName table_name = {};
    bool is_column = false;
    bool is_default = false;
};

// These are the objects that the twin will not have to begin with; the search starts there.
struct ObstacleSeeds {
    std::vector<std::string> schemas_left_out;
    std::vector<Oid> absent_tables;
    std::vector<std::string> wrappers;  // foreign data wrappers that the target has
    std::vector<std::string> servers;   // foreign servers that come along
    std::vector<std::string> skipped_extensions;
    std::vector<std::string> present = {};  // objects that only a superuser may make, and has made
    bool superuser = true;                  // the target's role is one
};

// Requires: the channel is in the run's snapshot.
// Cost:     one round trip; the walk over pg_depend takes about 0.1 s where something is left out.
[[nodiscard]] std::vector<ObstructedObject> read_obstructed(pg::CopyChannel& source,
                                                            const ObstacleSeeds& seeds);

// LeftOutByConfig is what the twin goes without whatever the target is.
struct LeftOutByConfig {
    // These need a table with rows = "absent", or are or need a foreign server that does not come.
    std::vector<ObstructedObject> objects;
    std::vector<std::string> foreign_servers;  // all that the source has, by name
};

// Requires: the channel is in the run's snapshot.
// Cost:     one round trip; two more where there is such a table or a foreign server.
[[nodiscard]] LeftOutByConfig read_left_out_by_config(
    pg::CopyChannel& source, const Catalog& catalog,
    const std::vector<std::string>& foreign_servers);

[[nodiscard]] std::vector<Oid> find_absent_tables(const Catalog& catalog);

}  // namespace subset
