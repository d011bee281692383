#include "source/sizes/stored_leaves.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

constexpr const char* fillfactor_sql =
    "(SELECT option_value FROM pg_catalog.pg_options_to_table(c.reloptions) WHERE option_name = "
    "'fillfactor')";

}  // namespace

std::string list_leaves(const Catalog& catalog) {
    std::string oids;
    for (const Table& table : catalog.tables) {
        for (const Leaf& leaf : table.leaves) {
            if (table.in_scope) {
                oids += fmt::format("{}{}", oids.empty() ? "" : ",", leaf.oid);
            }
        }
    }
    return "'{" + oids + "}'::pg_catalog.oid[]";
}

std::map<Oid, StoredLeaf> read_stored_leaves(const Catalog& catalog, pg::CopyChannel& reader) {
    std::map<Oid, StoredLeaf> stored;
    for (const pg::Row& row : reader.query(fmt::format(
             "SELECT c.oid, c.reltoastrelid <> 0, coalesce(pg_catalog.pg_relation_size(nullif("
             "c.reltoastrelid, 0::pg_catalog.oid)::pg_catalog.regclass), 0), "
             "pg_catalog.pg_relation_size(c.oid::pg_catalog.regclass), c.reltuples, coalesce({}, "
             "'100'), c.relpersistence = 'u' FROM pg_catalog.pg_class AS c WHERE c.oid = ANY ({})",
             fillfactor_sql, list_leaves(catalog)))) {
        stored[row.oid(0)] = {.has_toast = row.boolean(1),
                              .toast_bytes = row.real(2),
                              .heap_bytes = row.real(3),
                              .rows = std::max(0.0, row.real(4)),
                              .fill = row.real(5) / 100,
                              .unlogged = row.boolean(6)};
    }
    return stored;
}

}  // namespace subset
