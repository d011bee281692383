// read_relations.hpp
//
// Reads tables, partitions, and everything else that has a name in FROM. Private to catalog/.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/session.hpp"
#include "subset/config.hpp"

#include <cstddef>
#include <unordered_map>
#include <vector>

namespace subset {

// Lookup holds everything about relations that later queries find by oid.
struct Lookup {
    std::unordered_map<Oid, TableId> tables;         // of tables that are no partitions
    std::unordered_map<Oid, std::size_t> relations;  // into Catalog::relations
};

// Renders the query that read_relations() asks.
[[nodiscard]] std::string render_relations_query();

// Fills Catalog::tables, without their columns, Catalog::relations and Catalog::other_relations.
//
// Requires: Catalog::schemas.
// Throws:   system, where a table has more partitions than a row's id can tell apart.
// Cost:     one round trip.
[[nodiscard]] Lookup read_relations(pg::Session& session, const std::vector<TableRule>& rules,
                                    Catalog& catalog);

// Fills Catalog::extension_relations. Cost: one round trip.
void read_extension_relations(pg::Session& session, Catalog& catalog);

}  // namespace subset
