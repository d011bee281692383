// written_references.hpp
//
// Makes references of the catalog out of the config's [[reference]] entries, beside the references
// that pg_constraint declares.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "subset/config.hpp"

#include <vector>

namespace subset {

// Adds the entries to catalog.references, and what is wrong with them to catalog.faults.
//
// Requires: the reader is in the snapshot's transaction; it stays usable.
// Cost:     nothing where there are none; otherwise two round trips, three for each expression, and
//           one for each type of an expression.
void add_written_references(Catalog& catalog, const std::vector<ReferenceRule>& rules,
                            pg::Session& session, pg::CopyChannel& reader);

}  // namespace subset
