// read_catalog.hpp
//
// Reads the Catalog under the run's snapshot.
#pragma once

#include "catalog/catalog.hpp"
#include "config/read_scope.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"

namespace subset {

// The references include the scope's [[reference]] entries; what is wrong with those entries is in
// Catalog::faults.
//
// Requires: the session's search_path is empty, so that types come out schema-qualified; the reader
//           has the role's own search_path, and both are in the same snapshot.
// Throws:   what the server says.
// Cost:     one round trip, whatever the number of tables; one more for sequences' values; those
//           of add_written_references().
[[nodiscard]] Catalog read_catalog(pg::Session& session, pg::CopyChannel& reader,
                                   const ReadScope& scope);

}  // namespace subset
