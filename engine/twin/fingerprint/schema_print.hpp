// schema_print.hpp
//
// The fingerprint of a schema: one hash over the catalog's contents that describe it, by which a
// later run knows that nobody has changed it. It is no secret and protects from nobody.
//
// Thread-safety: pure, but for what reads.
#pragma once

#include "pg/copy_channel.hpp"

#include <string>
#include <vector>

namespace subset {

// A query that returns the fingerprint of these schemas and of what is in no schema, as one text.
[[nodiscard]] std::string render_schema_print_query(const std::vector<std::string>& schemas);

// Throws: what the server says.
// Cost:   a round trip, where the query was not asked ahead; about 0.2 s of the server's time for
//         2,000 tables.
[[nodiscard]] std::string read_schema_print(pg::CopyChannel& channel,
                                            const std::vector<std::string>& schemas);

}  // namespace subset
