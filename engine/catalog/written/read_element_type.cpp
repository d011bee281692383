#include "catalog/written/read_element_type.hpp"

#include "catalog/types.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

namespace subset {

ValueType read_element_type(pg::Session& session, pg::CopyChannel& reader, const std::string& array,
                            const std::string& from, const std::string& collation) {
    // This works also where the table has no row.
    const pg::Rows types = reader.query(
        fmt::format("SELECT pg_catalog.pg_typeof(x.value)::pg_catalog.oid FROM (SELECT 1) AS one "
                    "LEFT JOIN (SELECT u.value FROM {} AS c CROSS JOIN LATERAL "
                    "pg_catalog.unnest(\n{}\n) AS u (value) LIMIT 0) AS x ON true",
                    from, array),
        pg::Protocol::extended);
    const Oid type = types.at(0).oid(0);
    bool deterministic = true;
    if (!collation.empty()) {
        const pg::Rows rows = reader.query(fmt::format(
            "SELECT k.collisdeterministic FROM pg_catalog.pg_collation AS k WHERE k.oid = "
            "{}::pg_catalog.regcollation",
            pg::quote_literal(collation)));
        deterministic = rows.empty() || rows.front().boolean(0);
    }
    return Types{session, {type}}.describe(type, deterministic);
}

}  // namespace subset
