// read_catalog.hpp
//
// Reads the Catalog under the run's snapshot. Stage catalog.
#pragma once

#include "pg/session.hpp"
#include "subset/catalog.hpp"
#include "subset/config.hpp"

namespace subset {

// Requires: the session's search_path is empty, so that types come out schema-qualified.
// Throws:   what the server says.
// Cost:     nine round trips, whatever the number of tables; sequences' values are one of them.
[[nodiscard]] Catalog read_catalog(pg::Session& session, const SourceConfig& config);

}  // namespace subset
